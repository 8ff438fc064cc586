import { useQueries, useQuery } from "@tanstack/react-query";
import { formatDate, formatDay, formatMoment, formatTime, labelOfChoice, textOf } from "../format.ts";
import { nameOf, type RecordField } from "../model.ts";
import { membersQuery, pipelinesQuery, recordQuery, useRecordTypes } from "../queries.ts";
import { type Condition, isPicked, isTime, wordOf } from "./conditions.ts";
import { isRelativeDay, wordsOfDay } from "./relative-day.ts";

/** What people call the values that a condition names: ids become names. */
export function useNames(field: RecordField, values: readonly string[]): (value: string) => string {
  const types = useRecordTypes();
  const isSteps = field.target === "stage" || field.target === "pipeline";
  const members = useQuery({ ...membersQuery, enabled: field.kind === "member" });
  const pipelines = useQuery({ ...pipelinesQuery, enabled: isSteps });
  const named = (field.kind === "reference" && !isSteps) || field.kind === "links" ? values : [];
  const records = useQueries({
    queries: named.map((value) => {
      // A linked record is told as `account:…`.
      const [type = "", id = ""] = field.kind === "links" ? value.split(":") : [field.target, value];
      const target = types.find(({ name }) => name === type);
      return { ...recordQuery(target?.plural ?? "", id), enabled: target !== undefined };
    }),
  });
  return (value) => {
    if (field.kind === "member") {
      if (value === "me") return "me";
      return members.data?.find((member) => (member.userId ?? member.id) === value)?.name ?? "…";
    }
    if (isSteps) {
      const steps = pipelines.data?.flatMap((pipeline) => [pipeline, ...pipeline.stages]);
      return steps?.find(({ id }) => id === value)?.name ?? "…";
    }
    const at = named.indexOf(value);
    if (at < 0) return labelOfChoice(field, value);
    const record = records[at];
    return record?.data ? nameOf(record.data) : record?.isError ? "a record that is gone" : "…";
  };
}

/** A condition as a sentence's three parts: "Stage", "is any of", "Prospecting, Qualification". */
export function useSentence(field: RecordField, { comparison, value, to = "" }: Condition) {
  const many = comparison === "in" ? value.split(",") : [value];
  const nameFor = useNames(field, many);
  const verb = (instead: string) => (many.length === 1 && instead) || wordOf(comparison, field);
  if (comparison === "empty" || comparison === "filled") return { verb: wordOf(comparison, field), operand: "" };
  if (isPicked(field) || field.kind === "links")
    return { verb: comparison === "in" ? verb("is") : verb(""), operand: many.map(nameFor).join(", ") };
  if (field.kind === "boolean") return { verb: "is", operand: value === "true" ? "yes" : "no" };
  const shown = (text: string) => operandText(field, text);
  if (comparison === "between") {
    const ends = withinOneDay(field, value, to) ? [formatMoment(value), formatTime(to)] : [shown(value), shown(to)];
    return { verb: wordOf(comparison, field), operand: ends.join(" and ") };
  }
  return { verb: wordOf(comparison, field), operand: many.map(shown).join(", ") };
}

/** Whether two moments differ only in their times, as those of an import do. */
function withinOneDay(field: RecordField, from: string, to: string): boolean {
  const areMoments = isTime(field) && from.includes("T") && to.includes("T");
  return areMoments && formatDay(from) === formatDay(to);
}

function operandText(field: RecordField, value: string): string {
  if (!isTime(field)) return textOf(field, value);
  if (isRelativeDay(value)) return wordsOfDay(value);
  return value.includes("T") ? formatDay(value) : formatDate(value);
}
