import { Link } from "@tanstack/react-router";
import { formatDecimal, formatMoment } from "../../records/format.ts";
import type { ProvenEvent, SealedValue } from "./prove-event.ts";

const namesOfValues: Record<string, string> = {
  actor: "Who and from where",
  record: "Which and what changed",
  rest: "Further details",
};

/** The numbers behind the ticks, for whoever compares them with another program's. */
export function ProofFacts({ proven }: { proven: ProvenEvent }) {
  const { sequence, size, sealedAt, leaf, leafHash, values } = proven;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 border-t border-line pt-2.5 text-xs text-ink-muted">
      {sequence !== null && (
        <Fact label="Place">
          No. {formatDecimal(sequence + 1)} of {formatDecimal(size ?? 0)}, index {formatDecimal(sequence)} in the tree
        </Fact>
      )}
      {sealedAt !== null && <Fact label="Sealed">{formatMoment(sealedAt)}</Fact>}
      <Fact label="Leaf’s hash">
        <code className="font-mono select-all">{leafHash}</code>
      </Fact>
      {values.map((value) => (
        <Fact key={value.digest} label={namesOfValues[value.name ?? ""] ?? "A personal value"}>
          <code className="font-mono select-all">{value.digest}</code> <Fate value={value} />
        </Fact>
      ))}
      <Fact label="As sealed">
        <details>
          <summary className="w-fit cursor-pointer rounded underline underline-offset-2 hover:text-ink pointer-coarse:py-2">
            The leaf, byte for byte
          </summary>
          <pre
            className="mt-1 max-h-60 overflow-auto rounded-md bg-canvas p-2 font-mono text-2xs whitespace-pre-wrap wrap-anywhere"
            tabIndex={0}
          >
            {leaf}
          </pre>
        </details>
      </Fact>
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-ink-faint">{label}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  );
}

function Fate({ value: { state, act, at } }: { value: SealedValue }) {
  if (state === "there") return null;
  if (state === "lost") return <span className="text-danger">is gone, and nothing says why</span>;
  return (
    <Link to="/audit-log" search={{ id: act! }} className="rounded underline underline-offset-2 hover:text-ink">
      erased on {formatMoment(at!)}
    </Link>
  );
}
