import { Link } from "@tanstack/react-router";
import { ShieldAlert, ShieldCheck } from "lucide-react";
import type { Wrong } from "../../../proofs/log-verdict.ts";
import { buttonClass } from "../../components/button.tsx";
import { formatDecimal, formatMoment } from "../../records/format.ts";
import { CheckpointCard } from "./checkpoint-card.tsx";
import { placeText } from "./place-text.ts";
import type { LogOutcome } from "./verify-log.ts";

const kinds: Record<Wrong, string> = {
  changed: "Changed",
  missing: "Missing",
  inserted: "Inserted",
  reordered: "Moved",
  forked: "Forked",
};

/** What a verification found: that all is in order, or the first thing that is not. */
export function WholeLogResult({ outcome, onLeave }: { outcome: LogOutcome; onLeave: () => void }) {
  return outcome.finding ? <Wrong outcome={outcome} onLeave={onLeave} /> : <Right outcome={outcome} />;
}

function Right({ outcome: { size, pruned, erased, checkpoints, checkpoint, kept } }: { outcome: LogOutcome }) {
  const events = (count: number) => `${formatDecimal(count)} ${count === 1 ? "event" : "events"}`;
  const facts = [
    pruned > 0 && `${events(pruned)} were pruned as recorded; their hashes are there.`,
    erased > 0 && `${formatDecimal(erased)} personal values were erased; their digests are there.`,
    `${formatDecimal(checkpoints)} signed checkpoints fit.`,
    kept
      ? `It continues the checkpoint of ${events(kept.size)} that this browser kept on ${formatMoment(kept.keptAt)}.`
      : "This browser had kept no checkpoint yet. It keeps this one, and compares the next time.",
  ].filter((fact) => fact !== false);
  return (
    <div className="flex flex-col gap-4">
      <div className="tone-green flex gap-3 rounded-lg p-3">
        <ShieldCheck className="mt-0.5 size-5 shrink-0" aria-hidden />
        <div className="min-w-0 text-sm">
          <p className="font-semibold">{events(size)}, each as it was sealed</p>
          <ul className="mt-1 list-disc pl-4 text-pretty">
            {facts.map((fact) => (
              <li key={fact}>{fact}</li>
            ))}
          </ul>
        </div>
      </div>
      {checkpoint !== null && (
        <CheckpointCard
          title="Keep this checkpoint"
          advice="Somewhere that the operator of this server cannot reach: an email to your auditor, another company’s storage, a printout."
          note={checkpoint}
        />
      )}
    </div>
  );
}

function Wrong({ outcome: { finding, kept, checkpoint }, onLeave }: { outcome: LogOutcome; onLeave: () => void }) {
  const { kind, sequence, eventId, sentence } = finding!;
  const isExact = eventId !== undefined || kind === "missing";
  return (
    <div className="flex flex-col gap-4">
      <div role="alert" className="tone-red flex gap-3 rounded-lg p-3">
        <ShieldAlert className="mt-0.5 size-5 shrink-0" aria-hidden />
        <div className="min-w-0 text-sm">
          <p className="font-semibold">
            {kinds[kind]}
            {sequence !== null && `${isExact ? ": " : " from "}${placeText(sequence)}${isExact ? "" : " on"}`}
          </p>
          <p className="mt-1 text-pretty wrap-anywhere">{sentence}</p>
          {kind !== "forked" && sequence !== null && sequence > 0 && (
            <p className="mt-1">The {formatDecimal(sequence)} events before it are in order.</p>
          )}
        </div>
      </div>
      {eventId && (
        <p>
          <Link to="/audit-log" search={{ id: eventId }} className={buttonClass()} onClick={onLeave}>
            Show the event
          </Link>
        </p>
      )}
      {kind === "forked" && kept && (
        <CheckpointCard
          title="What this browser kept"
          advice={`On ${formatMoment(kept.keptAt)}. It is evidence: put a copy somewhere safe.`}
          note={kept.note}
        />
      )}
      {kind === "forked" && checkpoint !== null && <CheckpointCard title="What the log says now" note={checkpoint} />}
    </div>
  );
}
