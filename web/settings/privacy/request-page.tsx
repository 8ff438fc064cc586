import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { useState } from "react";
import { call } from "../../api/client.ts";
import { useMe } from "../../app/session.ts";
import { Button } from "../../components/button.tsx";
import { ErrorState, SkeletonLines } from "../../components/states.tsx";
import { formatDate, formatDecimal, formatMoment } from "../../records/format.ts";
import { boxClass, Section } from "../section.tsx";
import { SettingsFact } from "../settings-row.tsx";
import { CopyStep } from "./copy-step.tsx";
import { EraseStep } from "./erase-step.tsx";
import { ReasonDialog } from "./reason-dialog.tsx";
import { isOpen, type PrivacyRequest, requestQuery } from "./request-queries.ts";
import { dueText, kinds, nameOfSubject, RequestBadges } from "./request-words.tsx";
import { useSaved } from "./use-saved.ts";

/** What one person asked for, how far it is, and the next step. */
export function RequestPage() {
  const { requestId = "" } = useParams({ strict: false });
  const request = useQuery(requestQuery(requestId));
  if (request.isPending) return <SkeletonLines lines={5} />;
  if (request.isError) return <ErrorState error={request.error} retry={() => void request.refetch()} />;
  return <Request request={request.data} />;
}

function Request({ request }: { request: PrivacyRequest }) {
  const open = isOpen(request);
  return (
    <>
      <Link
        to="/settings/privacy-requests"
        search={{}}
        className="mb-3 inline-flex items-center gap-1 rounded text-sm text-ink-muted hover:text-ink"
      >
        <ChevronLeft className="size-4" aria-hidden />
        All requests
      </Link>
      <Section
        title={nameOfSubject(request)}
        intro={
          <span className="flex flex-wrap items-center gap-2">
            {kinds[request.kind].label} <RequestBadges request={request} />
          </span>
        }
        action={open && <Ends request={request} />}
      >
        <Facts request={request} />
      </Section>
      {open && (request.kind === "access" ? <CopyStep request={request} /> : <EraseStep request={request} />)}
    </>
  );
}

function Facts({ request }: { request: PrivacyRequest }) {
  const { subject, receivedOn, handler, extendedAt, finishedBy } = request;
  const { exportedAt, exportedSha256, erasedAt, erasedValues } = request;
  const plural = subject.type === "contact" ? "contacts" : subject.type === "lead" ? "leads" : undefined;
  return (
    <>
      <dl className={boxClass}>
        {plural && subject.name !== null && (
          <SettingsFact label="Record">
            <Link
              to="/$plural/$id"
              params={{ plural, id: subject.id }}
              search={{}}
              className="rounded text-accent-text underline"
            >
              {subject.name}
            </Link>
          </SettingsFact>
        )}
        <SettingsFact label="Received">{formatDate(receivedOn)}</SettingsFact>
        <SettingsFact label={isOpen(request) ? "Answer" : "Ended"}>
          {dueText(request)}
          {finishedBy && `, by ${finishedBy.name}`}
        </SettingsFact>
        <SettingsFact label="Handled by">{handler ? handler.name : <Take request={request} />}</SettingsFact>
        {exportedAt && (
          <SettingsFact label="File written" hint={`SHA-256 ${exportedSha256?.slice(0, 16) ?? ""}…`}>
            {formatMoment(exportedAt)}
          </SettingsFact>
        )}
        {erasedAt && (
          <SettingsFact label="Erased">
            {formatMoment(erasedAt)}
            {erasedValues !== null && `, ${formatDecimal(erasedValues)} values in the log`}
          </SettingsFact>
        )}
      </dl>
      <Words label="Note" text={request.note} />
      {extendedAt && (
        <Words label={`Extended on ${formatDate(extendedAt.slice(0, 10))}`} text={request.extensionReason} />
      )}
      <Words label="Refused because" text={request.refusalReason} />
    </>
  );
}

function Words({ label, text }: { label: string; text: string | null }) {
  if (text === null) return null;
  return (
    <p className="mt-3 px-4 text-sm whitespace-pre-wrap text-ink-muted">
      <span className="font-medium text-ink">{label}:</span> {text}
    </p>
  );
}

function Take({ request }: { request: PrivacyRequest }) {
  const { user } = useMe();
  const saved = useSaved();
  const [busy, setBusy] = useState(false);
  if (!isOpen(request)) return "nobody";
  const take = async () => {
    setBusy(true);
    const body = { handlerId: user.id };
    await call("PATCH /api/organization/person-requests/{id}", { params: { id: request.id }, body })
      .then(saved)
      .finally(() => setBusy(false));
  };
  return (
    <Button size="sm" busy={busy} onClick={() => void take()}>
      Assign to me
    </Button>
  );
}

/** More time, and the end without what was asked for. */
function Ends({ request }: { request: PrivacyRequest }) {
  const [asking, setAsking] = useState<"extend" | "refuse">();
  const mayExtend = request.extendedAt === null && (request.daysLeft ?? -1) >= 0;
  return (
    <div className="flex flex-wrap gap-2">
      {mayExtend && <Button onClick={() => setAsking("extend")}>Extend…</Button>}
      <Button onClick={() => setAsking("refuse")}>Refuse…</Button>
      {asking && <ReasonDialog request={request} act={asking} onClose={() => setAsking(undefined)} />}
    </div>
  );
}
