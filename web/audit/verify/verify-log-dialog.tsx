import { RotateCcw } from "lucide-react";
import { useMe } from "../../app/session.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Progress } from "../../components/progress.tsx";
import { FormError } from "../../components/states.tsx";
import { formatDecimal } from "../../records/format.ts";
import { WholeLogResult } from "./whole-log-result.tsx";
import { useVerification } from "./use-verification.ts";
import type { Verification } from "./use-verification.ts";

/** Verifies the whole log while it is open, and says what came of it. */
export function VerifyLogDialog({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const { verification, again, cancel } = useVerification(me.currentOrganization!.id);
  const isRunning = verification.state === "running";
  return (
    <Dialog
      open
      onClose={onClose}
      reads
      title="Verify the log"
      className="sm:w-[38rem]"
      footer={
        isRunning ? (
          <Button onClick={cancel}>Cancel</Button>
        ) : (
          <>
            <Button onClick={again}>
              <RotateCcw aria-hidden />
              Verify again
            </Button>
            <Button look="primary" onClick={onClose}>
              Done
            </Button>
          </>
        )
      }
    >
      <div aria-live="polite">
        {isRunning && <Running progress={verification} />}
        {verification.state === "done" && <WholeLogResult outcome={verification.outcome} onLeave={onClose} />}
        {verification.state === "failed" && <FormError>{verification.reason}</FormError>}
        {verification.state === "cancelled" && (
          <p className="text-sm text-ink-muted">
            Cancelled after {formatDecimal(verification.events)} events. Nothing was found out about the rest.
          </p>
        )}
      </div>
      <p className="mt-4 text-xs text-pretty text-ink-faint">
        It is checked in this browser, by a program that comes from this server. To trust neither, export the log as
        JSON Lines and check the file elsewhere: with <code className="font-mono">nextcrm audit verify --export</code>,
        or with other people’s programs. Your verification is recorded in the log.
      </p>
    </Dialog>
  );
}

function Running({ progress }: { progress: Extract<Verification, { state: "running" }> }) {
  const { events, total, perSecond } = progress;
  return (
    <>
      <p className="flex justify-between gap-4 text-sm">
        <span>{total === 0 ? "Beginning…" : `${formatDecimal(events)} of ${formatDecimal(total)} events`}</span>
        {perSecond >= 1 && (
          <span className="text-ink-faint tabular-nums">{formatDecimal(Math.round(perSecond))} a second</span>
        )}
      </p>
      <Progress label="Verified" part={total === 0 ? 0 : Math.min(1, events / total)} />
    </>
  );
}
