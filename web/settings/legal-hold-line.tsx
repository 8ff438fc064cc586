import { useQueryClient } from "@tanstack/react-query";
import { Link, useRouterState } from "@tanstack/react-router";
import { Scale } from "lucide-react";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { LegalHold } from "../api/contract.ts";
import { useCan } from "../app/session.ts";
import { cn } from "../components/class-names.ts";
import { Button } from "../components/button.tsx";
import { Field } from "../components/field.tsx";
import { Textarea } from "../components/input.tsx";
import { toast } from "../components/toast.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { formatDay } from "../records/format.ts";
import { useRecordType } from "../records/queries.ts";
import { FormDialog } from "./form-dialog.tsx";
import { legalHoldsKey } from "./legal-hold-queries.ts";
import { lineClass } from "./section.tsx";

export function LegalHoldLine({ hold }: { hold: LegalHold }) {
  const can = useCan();
  const [releasing, setReleasing] = useState(false);
  const { name, reason, createdAt, createdBy, releasedAt, releasedBy, releaseReason } = hold;
  // Held records link here.
  const isMeant = useRouterState({ select: ({ location }) => location.hash === `hold-${hold.id}` });
  return (
    <li
      ref={isMeant ? show : undefined}
      className={cn(lineClass, isMeant && "bg-accent-soft")}
      aria-current={isMeant || undefined}
    >
      <Scale className="size-4 text-ink-faint" aria-hidden />
      <div className="min-w-44 flex-1 text-xs text-ink-faint">
        <p className="text-sm font-medium text-ink wrap-anywhere">{name}</p>
        <p className="text-sm text-ink-muted">
          <WhatIsHeld hold={hold} />
        </p>
        <p className="wrap-anywhere">
          Begun {formatDay(createdAt)}
          {createdBy && ` by ${createdBy.name}`}: {reason}
        </p>
        {releasedAt && (
          <p className="wrap-anywhere">
            Released {formatDay(releasedAt)}
            {releasedBy && ` by ${releasedBy.name}`}: {releaseReason}
          </p>
        )}
      </div>
      {can("retention.manage") && !releasedAt && (
        <Button look="quiet" aria-label={`Release ${name}`} onClick={() => setReleasing(true)}>
          Release
        </Button>
      )}
      {releasing && <ReleaseDialog hold={hold} onClose={() => setReleasing(false)} />}
    </li>
  );
}

function show(line: HTMLElement | null) {
  line?.scrollIntoView({ block: "center" });
}

function WhatIsHeld({ hold: { scope, record, user, from, to } }: { hold: LegalHold }) {
  const type = useRecordType(record?.type ?? "");
  const days = [from && `from ${formatDay(from)}`, to && `until ${formatDay(to)}`].filter(Boolean).join(" ");
  const period = days && `, events ${days}`;
  if (scope === "record" && record)
    return (
      <>
        {type?.label}{" "}
        {type && record.title !== null ? (
          <Link
            to="/$plural/$id"
            params={{ plural: type.plural, id: record.id }}
            search={{}}
            className="rounded text-accent-text underline underline-offset-2"
          >
            {record.title}
          </Link>
        ) : (
          "that is gone"
        )}
        {period}
      </>
    );
  if (scope === "user") return `What ${user?.name ?? "somebody"} did, and what was done to them${period}`;
  return `The whole log${period}`;
}

function ReleaseDialog({ hold: { id, name }, onClose }: { hold: LegalHold; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const queryClient = useQueryClient();
  const submission = useSubmission(async () => {
    await call("POST /api/organization/legal-holds/{id}/release", { params: { id }, body: { reason } });
    await queryClient.invalidateQueries({ queryKey: legalHoldsKey });
    toast.done({ title: `“${name}” is released` });
    onClose();
  });
  return (
    <FormDialog title={`Release “${name}”?`} action="Release" look="danger" submission={submission} onClose={onClose}>
      <p className="text-sm text-ink-muted">
        What it covers may now be removed: the next pruning takes what is past its retention. A released hold does not
        begin again; make another.
      </p>
      <Field label="Why it ends" hint="Stands in the audit log." error={submission.faultOf("reason")} required>
        <Textarea
          required
          autoFocus
          maxLength={2_000}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
    </FormDialog>
  );
}
