import { useQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { addressOf, call } from "../api/client.ts";
import type { LinkedExport } from "../api/contract.ts";
import { ApiProblem } from "../api/problem.ts";
import { buttonClass } from "../components/button.tsx";
import { ErrorState, SkeletonLines } from "../components/states.tsx";
import { formatBytes, formatDecimal, formatMoment } from "../records/format.ts";
import { EntryCard } from "./entry-card.tsx";
import { HowToVerify } from "./how-to-verify.tsx";
import { VerifyExport } from "./verify-export.tsx";

/** Where a link to an export of an audit log leads, for whoever holds it. The token stands behind the `#`. */
export function AuditExportPage() {
  const token = useRouterState({ select: ({ location }) => location.hash });
  const linked = useQuery({
    queryKey: ["linked export", token],
    enabled: token !== "",
    retry: false,
    queryFn: ({ signal }) => call("GET /api/audit-exports/{token}", { params: { token }, signal }),
  });
  const isGone = token === "" || (linked.error instanceof ApiProblem && linked.error.status === 404);
  if (isGone) return <Ended />;
  if (linked.isError) return <ErrorState error={linked.error} retry={() => void linked.refetch()} />;
  if (!linked.data) return <SkeletonLines />;
  return <Linked linked={linked.data} file={addressOf("/api/audit-exports/{token}/file", { token })} />;
}

function Ended() {
  return (
    <EntryCard title="This link has ended">
      <p className="text-sm text-ink-muted">
        It has expired, or was revoked or replaced. Ask the sender for a new one.
      </p>
    </EntryCard>
  );
}

const formats: Record<LinkedExport["format"], string> = {
  jsonl: "JSON Lines, with proofs",
  json: "JSON, with proofs",
  csv: "CSV, with proofs",
  ocsf: "OCSF events, without proofs",
};

function Linked({ linked, file }: { linked: LinkedExport; file: string }) {
  const { organizationName, format, events, size, sha256, createdAt, expiresAt } = linked;
  return (
    <EntryCard
      title="An audit log, exported"
      intro={
        <>
          <strong className="font-medium text-ink">{organizationName}</strong> shares this file with you. Each download
          is recorded in its log, with your network address.
        </>
      }
    >
      <dl className="flex flex-col gap-2 text-sm">
        <Fact name="Events">{formatDecimal(events)}</Fact>
        <Fact name="Format">{formats[format]}</Fact>
        <Fact name="Size">{formatBytes(size)}</Fact>
        <Fact name="Asked for">{formatMoment(createdAt)}</Fact>
        <Fact name="Here until">{formatMoment(expiresAt)}</Fact>
        <Fact name="SHA-256">
          <code className="font-mono text-2xs leading-4 break-all select-all">{sha256}</code>
        </Fact>
      </dl>
      <a
        href={file}
        download
        rel="noreferrer"
        className={buttonClass({ look: "primary", size: "lg" }) + " mt-5 w-full"}
      >
        <Download aria-hidden />
        Download
      </a>
      {format === "jsonl" && <VerifyExport file={file} events={events} />}
      <HowToVerify linked={linked} />
    </EntryCard>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex gap-3">
      <dt className="w-20 shrink-0 text-ink-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}
