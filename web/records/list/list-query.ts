import type { Search } from "../../app/address-search.ts";
import type { Me } from "../../api/contract.ts";
import { readerTimeZone, readerWeekStart } from "../../app/reader.ts";
import { momentAt, wallTime } from "../clock.ts";
import type { RecordField, RecordType } from "../model.ts";
import type { ListQuery } from "../queries.ts";
import { type Filter, isTime } from "./conditions.ts";
import { listField } from "./list-fields.ts";
import { filtersOf } from "./list-search.ts";
import { dayAfter, type DayContext, daysOf } from "./relative-day.ts";

/** Who reads a list, and when: what "me" and "this week" mean. */
export type Reader = DayContext & { userId: string; timeZone: string };

export function readerOf({ user, preferences }: Me, now = new Date()): Reader {
  const timeZone = readerTimeZone(preferences);
  const today = wallTime(now, timeZone).slice(0, 10);
  return { userId: user.id, timeZone, today, weekStart: readerWeekStart(preferences) };
}

/** What of a list's address is a question to the server; unknown fields in it are left out. */
export function listQueryOf(type: RecordType, search: Search, reader: Reader): ListQuery {
  const query: Record<string, string | undefined> = {
    search: search["search"],
    sort: search["sort"],
    trash: search["trash"],
  };
  for (const given of filtersOf(search)) {
    const field = listField(type, given.field);
    if (!field) continue;
    for (const { operator, value } of askedOf(field, given, reader)) {
      const key = `filter[${field.name}][${operator}]`;
      query[key] = narrower(operator, query[key], value);
    }
  }
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== ""));
}

/** One filter as the server understands it: relative days become dates, "me" becomes an id. */
export function askedOf(field: RecordField, { operator, value }: Filter, reader: Reader): Omit<Filter, "field">[] {
  if (field.kind === "member")
    return [
      {
        operator,
        value: value
          .split(",")
          .map((id) => (id === "me" ? reader.userId : id))
          .join(","),
      },
    ];
  const range = isTime(field) ? daysOf(value, reader) : undefined;
  if (!range || operator === "empty" || (field.kind === "date" && range.from === range.to)) {
    return [{ operator, value: range?.from ?? value }];
  }
  if (field.kind === "date") {
    if (operator === "eq")
      return [
        { operator: "gte", value: range.from },
        { operator: "lte", value: range.to },
      ];
    return [{ operator, value: operator === "gt" || operator === "lte" ? range.to : range.from }];
  }
  const beginning = (day: string) => momentAt(`${day}T00:00`, reader.timeZone) ?? day;
  const [from, behind] = [beginning(range.from), beginning(dayAfter(range.to))];
  if (operator === "eq")
    return [
      { operator: "gte", value: from },
      { operator: "lt", value: behind },
    ];
  if (operator === "gt") return [{ operator: "gte", value: behind }];
  if (operator === "lte") return [{ operator: "lt", value: behind }];
  return [{ operator, value: from }];
}

/** Two bounds of one kind: the one that leaves less. Dates and instants compare as text. */
function narrower(operator: string, one: string | undefined, other: string): string {
  if (one === undefined) return other;
  return (operator === "gte" || operator === "gt") === one > other ? one : other;
}
