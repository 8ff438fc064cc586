import { z } from "zod";
import { field } from "../field.ts";
import type { FieldOptions, Kind, Operator, TextConventions } from "../field.ts";

const timeOperators: readonly Operator[] = ["eq", "ne", "gt", "gte", "lt", "lte", "empty"];

const calendarDate: Kind<string> = {
  name: "date",
  columnType: "date",
  operators: timeOperators,
  sortable: true,
  schema: () => z.iso.date("must be a date as YYYY-MM-DD").refine((value) => value >= "0001-01-01", "must be a date after the year 0"),
  parse: (text, _field, conventions) => readDate(text, conventions),
  format: (value) => value,
};

/** Reads a date in the order that the conventions name. */
function readDate(text: string, { dateOrder = "ymd" }: TextConventions): string {
  const trimmed = text.trim();
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/.exec(trimmed);
  if (iso) return isoDate(iso[1], iso[2], iso[3]);
  const parts = /^(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?:[T ].*)?$/.exec(trimmed);
  if (!parts) throw new Error("is not a date");
  const [, first, second, third] = parts;
  if (dateOrder === "mdy") return isoDate(third, first, second);
  return dateOrder === "dmy" ? isoDate(third, second, first) : isoDate(first, second, third);
}

function isoDate(year = "", month = "", day = ""): string {
  const full = year.length === 2 ? `${Number(year) < 70 ? "20" : "19"}${year}` : year.padStart(4, "0");
  return `${full}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}

const instant: Kind<string> = {
  name: "datetime",
  columnType: "timestamp(3) with time zone",
  operators: timeOperators,
  sortable: true,
  schema: () =>
    z.iso
      .datetime({ offset: true, message: "must be a time as in RFC 3339" })
      .transform((value) => new Date(value))
      .refine((value) => !Number.isNaN(value.getTime()) && value.getTime() >= yearOne && value.getTime() < yearTenThousand, "must be a time as in RFC 3339")
      .transform((value) => value.toISOString()),
  parse: (text, _field, conventions) => {
    const time = /[T ](\d{1,2}:\d{2}.*)$/.exec(text.trim())?.[1];
    const parsed = new Date(`${readDate(text, conventions)}T${time ?? "00:00"}${/Z|[+-]\d\d:?\d\d$/.test(time ?? "") ? "" : "Z"}`);
    if (Number.isNaN(parsed.getTime())) throw new Error("is not a time");
    return parsed.toISOString();
  },
  format: (value) => value,
};

const yearOne = Date.parse("0001-01-01T00:00:00Z");
const yearTenThousand = Date.UTC(10_000, 0, 1);

/** A calendar day without a time zone, `YYYY-MM-DD`. */
export const date = (label: string, options: FieldOptions<string> = {}) => field(calendarDate, label, options);
/** A moment, RFC 3339 in UTC, to the millisecond. */
export const datetime = (label: string, options: FieldOptions<string> = {}) => field(instant, label, options);
