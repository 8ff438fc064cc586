import { queryOptions } from "@tanstack/react-query";
import type { EventClass, Outcome } from "../../src/audit/event.ts";
import { call } from "../api/client.ts";
import type { AuditStream } from "../api/contract.ts";

export const streamsKey = ["audit-streams"];

/** Not asked for again by itself: each asking is an event, and would be sent. */
export const streamsQuery = queryOptions({
  queryKey: streamsKey,
  queryFn: async ({ signal }) => (await call("GET /api/organization/audit-streams", { signal })).streams,
});

/** As it is sent, which says more exactly than an answer what there may be. */
interface Filter {
  classes?: EventClass[];
  outcomes?: Outcome[];
}

/** What people choose among; over the API there is more. */
export const contents = [
  { value: "all", label: "Everything" },
  { value: "acts", label: "Everything but looking" },
  { value: "access", label: "Sign-ins, roles and refusals" },
  { value: "trouble", label: "What failed or was refused" },
] as const;
export type Content = (typeof contents)[number]["value"];

export const filters: Record<Content, Filter> = {
  all: {},
  acts: { classes: ["management", "authentication", "authorization"] },
  access: { classes: ["authentication", "authorization"] },
  trouble: { outcomes: ["failure", "denied"] },
};

/** The choice that a filter is; none where it was made over the API. */
export function contentOf(filter: AuditStream["filter"]): Content | null {
  const text = JSON.stringify(filter);
  return contents.find(({ value }) => JSON.stringify(filters[value]) === text)?.value ?? null;
}

export const formats = [
  { value: "native", label: "NextCRM’s own events" },
  { value: "ocsf", label: "OCSF 1.8 events" },
] as const;
export const hintsOfFormats: Record<(typeof formats)[number]["value"], string> = {
  native: "Everything in the log, under its own names: for a program of your own.",
  ocsf: "The open schema that security programs (SIEMs) read without being taught ours.",
};
