import { z } from "zod";
import { readDate, readInstant } from "../csv/dates.ts";
import { field } from "../field.ts";
import type { FieldOptions, Kind, Operator } from "../field.ts";

const timeOperators: readonly Operator[] = ["eq", "ne", "gt", "gte", "lt", "lte", "empty"];

const calendarDate: Kind<string> = {
  name: "date",
  columnType: "date",
  operators: timeOperators,
  sortable: true,
  schema: () =>
    z.iso
      .date("must be a date as YYYY-MM-DD")
      .refine((value) => value >= "0001-01-01", "must be a date after the year 0"),
  parse: (text, _field, { dateOrder = "ymd" }) => readDate(text, dateOrder) ?? refuse("date", dateOrder),
  format: (value) => value,
};

const instant: Kind<string> = {
  name: "datetime",
  columnType: "timestamp(3) with time zone",
  operators: timeOperators,
  sortable: true,
  schema: () =>
    z.iso
      .datetime({ offset: true, message: "must be a time as in RFC 3339" })
      .transform((value) => new Date(value))
      .refine(
        (value) => !Number.isNaN(value.getTime()) && value.getTime() >= yearOne && value.getTime() < yearTenThousand,
        "must be a time as in RFC 3339",
      )
      .transform((value) => value.toISOString()),
  parse: (text, _field, { dateOrder = "ymd" }) => readInstant(text, dateOrder) ?? refuse("time", dateOrder),
  format: (value) => value,
};

const orders = { ymd: "year first", dmy: "day first", mdy: "month first" };

function refuse(what: string, order: keyof typeof orders): never {
  throw new Error(`is not a ${what} (${orders[order]})`);
}

const yearOne = Date.parse("0001-01-01T00:00:00Z");
const yearTenThousand = Date.UTC(10_000, 0, 1);

/** A calendar day without a time zone, `YYYY-MM-DD`. */
export const date = (label: string, options: FieldOptions<string> = {}) => field(calendarDate, label, options);
/** A moment, RFC 3339 in UTC, to the millisecond. */
export const datetime = (label: string, options: FieldOptions<string> = {}) => field(instant, label, options);
