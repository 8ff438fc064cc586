import { useQuery } from "@tanstack/react-query";
import type { OrganizationUsage, PolicyLeft } from "../../api/contract.ts";
import { Progress } from "../../components/progress.tsx";
import { ErrorState, SkeletonLines } from "../../components/states.tsx";
import { formatDecimal } from "../../records/format.ts";
import { boxClass, Section } from "../section.tsx";
import { limitsQuery } from "./usage-queries.ts";

const words: Record<string, string> = {
  interactive: "You, in the app",
  "sign-in": "Attempts at your password",
  "second-factor": "Attempts at your second factor",
  confirm: "Attempts to confirm that it is you",
  "mail-account": "Mails to you about your account",
  "mail-invitation": "Invitations to you",
  organizations: "Organizations that you create",
  invitations: "Invitations",
  export: "Complete exports",
  deletion: "Deletions of the organization",
};

type Left = Pick<PolicyLeft, "limit" | "windowSeconds" | "remaining" | "resetSeconds">;

/** What is there now of the keys' limit and of all that apply to the person who looks. */
export function LimitsLeft({ plan }: { plan: OrganizationUsage["plan"] }) {
  const limits = useQuery(limitsQuery);
  return (
    <Section title="What is left now" intro="A limit refills steadily, unit by unit, not all at once.">
      {limits.isPending ? (
        <SkeletonLines lines={4} />
      ) : limits.isError ? (
        <ErrorState error={limits.error} retry={() => void limits.refetch()} />
      ) : (
        <ul className={boxClass}>
          <LimitLine label="All API keys together" left={plan} />
          {limits.data.policies.map((policy) => (
            <LimitLine key={policy.name} label={words[policy.name] ?? policy.name} left={policy} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function LimitLine({ label, left: { limit, windowSeconds, remaining, resetSeconds } }: { label: string; left: Left }) {
  const next = resetSeconds > 0 ? ` · one more in ${durationText(resetSeconds)}` : "";
  return (
    <li className="px-4 py-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="text-sm">{label}</span>
        <span className="text-xs text-ink-muted tabular-nums">
          {formatDecimal(remaining)} of {formatDecimal(limit)} {perText(windowSeconds)}
          {next}
        </span>
      </div>
      <Progress label={`${label}, left`} part={remaining / limit} />
    </li>
  );
}

function perText(seconds: number): string {
  if (seconds === 3_600) return "an hour";
  if (seconds === 60) return "a minute";
  return `in ${durationText(seconds)}`;
}

function durationText(seconds: number): string {
  if (seconds < 120) return `${formatDecimal(seconds)} s`;
  if (seconds < 7_200) return `${formatDecimal(Math.ceil(seconds / 60))} min`;
  return `${formatDecimal(Math.ceil(seconds / 3_600))} h`;
}
