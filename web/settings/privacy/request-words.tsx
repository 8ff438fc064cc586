import type { ReactNode } from "react";
import { Badge, type Tone } from "../../components/badge.tsx";
import { formatDate } from "../../records/format.ts";
import { isOpen, type PrivacyRequest } from "./request-queries.ts";

export const kinds: Record<PrivacyRequest["kind"], { label: string; hint: string }> = {
  access: { label: "A copy of their data", hint: "Everything about them in one file." },
  erasure: { label: "To be erased", hint: "The record for good, and every value of theirs in the audit log." },
};

const whos: Record<PrivacyRequest["subject"]["type"], string> = {
  contact: "contact",
  lead: "lead",
  user: "person",
};

/** What the person is called, or that nobody is called anything any more. */
export function nameOfSubject({ subject, erasedAt }: Pick<PrivacyRequest, "subject" | "erasedAt">): string {
  if (subject.name !== null) return subject.name;
  return `${erasedAt === null ? "Deleted" : "Erased"} ${whos[subject.type]}`;
}

const states: Record<PrivacyRequest["status"], { label: string; tone: Tone }> = {
  received: { label: "Received", tone: "gray" },
  in_progress: { label: "In progress", tone: "blue" },
  done: { label: "Done", tone: "green" },
  refused: { label: "Refused", tone: "gray" },
};

export function RequestBadges({ request }: { request: PrivacyRequest }): ReactNode {
  const { label, tone } = states[request.status];
  return (
    <>
      <Badge tone={tone}>{label}</Badge>
      {isLate(request) && <Badge tone="red">Overdue</Badge>}
    </>
  );
}

export function isLate({ daysLeft }: PrivacyRequest): boolean {
  return daysLeft !== null && daysLeft < 0;
}

/** Until when it is owed, as far as that matters. */
export function dueText(request: PrivacyRequest): string {
  const { daysLeft, dueOn, status, finishedAt } = request;
  if (!isOpen(request) || daysLeft === null)
    return `${status === "done" ? "Done" : "Refused"} ${finishedAt === null ? "" : formatDate(finishedAt.slice(0, 10))}`;
  const day = formatDate(dueOn);
  if (daysLeft < 0) return `Was due ${day}`;
  if (daysLeft === 0) return `Due today, ${day}`;
  return `Due ${day}, in ${daysLeft === 1 ? "1 day" : `${daysLeft} days`}`;
}
