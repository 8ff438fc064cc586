import { expect, test } from "vitest";
import { z } from "zod";
import { fieldErrors } from "./field-errors.ts";

const reasons = (schema: z.ZodType, value: unknown) => fieldErrors(schema.safeParse(value).error!);

test("where one of several forms is taken, each says what it misses", () => {
  const either = z.union([z.array(z.string()), z.object({ report: z.object({}) })]);
  expect(reasons(either, {})).toEqual([{ field: "body", reason: "must be of type array, or report is required" }]);
  expect(reasons(z.object({ at: either }), { at: [1] })).toEqual([
    { field: "at", reason: "0 must be of type string, or must be of type object" },
  ]);
});

test("what every form misses is said once, and words of its own are kept", () => {
  const value = z.object({ value: z.union([z.string(), z.number()]) });
  expect(reasons(value, {})).toEqual([{ field: "value", reason: "is required" }]);
  const own = z.object({ value: z.union([z.iso.date(), z.ipv4()], "must be a date or an address") });
  expect(reasons(own, { value: "x" })).toEqual([{ field: "value", reason: "must be a date or an address" }]);
});

test("what decides between forms names them", () => {
  const scoped = z.discriminatedUnion("scope", [
    z.object({ scope: z.literal("log") }),
    z.object({ scope: z.literal("user"), userId: z.string() }),
  ]);
  expect(reasons(scoped, {})).toEqual([{ field: "scope", reason: "must be one of log, user" }]);
  expect(reasons(scoped, { scope: "all" })).toEqual([{ field: "scope", reason: "must be one of log, user" }]);
});
