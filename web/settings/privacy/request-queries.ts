import { queryOptions } from "@tanstack/react-query";
import { call } from "../../api/client.ts";
import type { Answer } from "../../api/contract.ts";

export type PrivacyRequest = Answer<"GET /api/organization/person-requests/{id}">;
export type Subject = Pick<PrivacyRequest["subject"], "type" | "id">;

const key = ["privacy-requests"];
export const requestsKey = [...key, "list"];
const pollMs = 1_000;

/** Those that wait, the most urgent first, or those that are over; or all of one person. */
export function requestsQuery(state: "open" | "closed", subject: Subject | undefined) {
  const about = subject && { subjectType: subject.type, subjectId: subject.id };
  return queryOptions({
    queryKey: [...requestsKey, state, about],
    queryFn: async ({ signal }) =>
      (await call("GET /api/organization/person-requests", { query: { state, limit: 200, ...about }, signal }))
        .requests,
  });
}

/** One request, asked after until its file is there. */
export function requestQuery(id: string) {
  return queryOptions({
    queryKey: [...key, id],
    refetchInterval: ({ state: { data } }: { state: { data: PrivacyRequest | undefined } }) =>
      data && isWriting(data) ? pollMs : (false as const),
    queryFn: ({ signal }) => call("GET /api/organization/person-requests/{id}", { params: { id }, signal }),
  });
}

export function isWriting({ file }: PrivacyRequest): boolean {
  return file?.status === "queued" || file?.status === "running";
}

export function isOpen({ status }: Pick<PrivacyRequest, "status">): boolean {
  return status === "received" || status === "in_progress";
}
