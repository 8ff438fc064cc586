import type { QueryClient } from "@tanstack/react-query";
import { bodyValue } from "../../controls/body-value.ts";
import type { MyChange } from "../../conflict/ask.ts";
import {
  customName,
  isReference,
  type RecordField,
  type RecordType,
  type Reference,
  type StoredRecord,
} from "../../model.ts";
import { membersQuery, pipelinesQuery, recordTypesQuery } from "../../queries.ts";

/** The record as it will look when the changes are saved. */
export function asChanged(
  queryClient: QueryClient,
  type: RecordType,
  record: StoredRecord,
  changes: readonly MyChange[],
): StoredRecord {
  const next: Record<string, unknown> = { ...record };
  for (const { field, value: typed } of changes) {
    const value = bodyValue(field, typed);
    if (field.custom) next["custom"] = { ...(next["custom"] as object), [customName(field)]: value };
    else next[field.member] = value;
    if (isReference(field)) next[field.name] = referred(queryClient, field, value);
  }
  const isRenamed = changes.some(({ field }) => type.title.includes(field.name));
  if (isRenamed)
    next["displayName"] = type.title
      .map((name) => next[name] as string | null)
      .filter(Boolean)
      .join(" ");
  return next as StoredRecord;
}

/** A reference's name, from what was fetched to pick it. */
function referred(queryClient: QueryClient, field: RecordField, id: unknown): Reference | null {
  if (typeof id !== "string") return null;
  const title = field.kind === "member" ? memberName(queryClient, id) : recordName(queryClient, field, id);
  return { id, title: title ?? "…" };
}

function memberName(queryClient: QueryClient, id: string): string | undefined {
  const members = queryClient.getQueryData(membersQuery.queryKey) ?? [];
  return members.find((member) => (member.userId ?? member.id) === id)?.name;
}

function recordName(queryClient: QueryClient, field: RecordField, id: string): string | undefined {
  if (field.target === "stage") {
    const pipelines = queryClient.getQueryData(pipelinesQuery.queryKey) ?? [];
    return pipelines.flatMap((pipeline) => pipeline.stages).find((stage) => stage.id === id)?.name;
  }
  const types = queryClient.getQueryData(recordTypesQuery.queryKey) ?? [];
  const plural = types.find((type) => type.name === field.target)?.plural;
  const lists = queryClient.getQueriesData<StoredRecord[]>({ queryKey: ["records", plural, "few"] });
  return lists.flatMap(([, records]) => records ?? []).find((record) => record.id === id)?.displayName;
}
