import { useQueries, useQuery } from "@tanstack/react-query";
import { formatDate, labelOfChoice, textOf } from "../format.ts";
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
  if (comparison === "between") return { verb: wordOf(comparison, field), operand: `${shown(value)} and ${shown(to)}` };
  return { verb: wordOf(comparison, field), operand: many.map(shown).join(", ") };
}

function operandText(field: RecordField, value: string): string {
  if (!isTime(field)) return textOf(field, value);
  return isRelativeDay(value) ? wordsOfDay(value) : formatDate(value);
}
