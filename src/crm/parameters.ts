import { z } from "zod";
import { recordTypes } from "./record-types.ts";

/** The id of a record, in a body or a query. */
export const identifier = z
  .string()
  .transform((value) => value.toLowerCase())
  .pipe(z.guid("must be the id of a record"));

/** The path's `{id}`; its shape is checked before. */
export const IdParams = z.object({ id: z.string() });

/** Where something moved shall stand among its neighbours; on top unless given. */
export const Place = z.strictObject({ beforeId: identifier.nullish(), afterId: identifier.nullish() });

/** A record type by its name, such as `contact`. */
export const RecordTypeName = z.enum(recordTypes.map(({ name }) => name) as [string, ...string[]]);
