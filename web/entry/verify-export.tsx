import { ShieldAlert, ShieldCheck } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { reasonOf } from "../api/problem.ts";
import type { Report } from "../audit/verify/log-protocol.ts";
import { placeText } from "../audit/verify/place-text.ts";
import { Button } from "../components/button.tsx";
import { Progress } from "../components/progress.tsx";
import { FormError } from "../components/states.tsx";
import { formatDecimal } from "../records/format.ts";

type State =
  | { state: "idle" }
  | { state: "running"; verified: number }
  | { state: "done"; report: Report }
  | { state: "failed"; reason: string };

/** Reads the file, which is a download like any other, and verifies each event in this browser. */
export function VerifyExport({ file, events }: { file: string; events: number }) {
  const [now, setNow] = useState<State>({ state: "idle" });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  async function verify() {
    const { signal } = (running.current = new AbortController());
    setNow({ state: "running", verified: 0 });
    try {
      const { verifyInWorker } = await import("../audit/verify/verify-in-worker.ts");
      const order = { kept: [], checkpoints: [] };
      const report = await verifyInWorker(file, order, signal, (verified) => setNow({ state: "running", verified }));
      setNow({ state: "done", report });
    } catch (failure) {
      if (!signal.aborted) setNow({ state: "failed", reason: reasonOf(failure) });
    }
  }
  const isRunning = now.state === "running";
  return (
    <div className="mt-2 flex flex-col gap-3">
      <Button size="lg" busy={isRunning} onClick={() => void verify()}>
        <ShieldCheck aria-hidden />
        Verify in this browser
      </Button>
      {isRunning && (
        <div>
          <p className="text-sm text-ink-muted tabular-nums">
            Verified {formatDecimal(Math.min(now.verified, events))} of {eventsText(events)}
          </p>
          <Progress label="Verified" part={events === 0 ? 0 : Math.min(1, now.verified / events)} />
        </div>
      )}
      <div aria-live="polite">
        {now.state === "done" && <Verdict report={now.report} />}
        {now.state === "failed" && <FormError>{now.reason}</FormError>}
      </div>
    </div>
  );
}

function eventsText(events: number): string {
  return `${formatDecimal(events)} ${events === 1 ? "event" : "events"}`;
}

function Verdict({ report: { finding, size, erased } }: { report: Report }) {
  const isRight = finding === null;
  const Icon = isRight ? ShieldCheck : ShieldAlert;
  return (
    <div className={`${isRight ? "tone-green" : "tone-red"} flex gap-3 rounded-lg p-3 text-sm`}>
      <Icon className="mt-0.5 size-5 shrink-0" aria-hidden />
      <div className="min-w-0 text-pretty">
        <p className="font-semibold">
          {isRight
            ? `Verified: ${eventsText(size)}, each as it was sealed`
            : finding.sequence === null
              ? "Not verified: the file is not in order"
              : `Not verified: something is wrong with ${placeText(finding.sequence)}`}
        </p>
        {isRight ? (
          <p className="mt-1">
            Nothing was changed, left out or added: all lead to the file’s checkpoint, which is signed by the file’s
            key.
            {erased > 0 && ` ${formatDecimal(erased)} personal values were erased; their digests are there.`}
          </p>
        ) : (
          <p className="mt-1 wrap-anywhere">{finding.sentence}</p>
        )}
      </div>
    </div>
  );
}
