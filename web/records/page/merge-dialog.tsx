import { useState } from "react";
import { call } from "../../api/client.ts";
import { reasonOf } from "../../api/problem.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { FormError } from "../../components/states.tsx";
import { toast } from "../../components/toast.tsx";
import { useRecordChanges } from "../changes.ts";
import { isSameValue } from "../conflict/same-value.ts";
import { formatDate } from "../format.ts";
import { isEmpty, nameOf, type RecordField, type RecordType, type StoredRecord, valueOf } from "../model.ts";
import { MergeChoice, type Side } from "./merge-choice.tsx";

export type Candidate = { record: StoredRecord; reasons: ("email" | "domain" | "name")[]; similarity: number };
type MergeProps = { type: RecordType; record: StoredRecord; candidates: Candidate[]; onClose: () => void };

/** First which of them is the same, then whose values to keep. The other goes to the trash. */
export function MergeDialog({ type, record, candidates, onClose }: MergeProps) {
  const [other, setOther] = useState(candidates.length === 1 ? candidates[0]?.record : undefined);
  if (other) {
    const back = candidates.length > 1 ? () => setOther(undefined) : undefined;
    return <Comparison key={other.id} type={type} record={record} other={other} onBack={back} onClose={onClose} />;
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Possible duplicates"
      description={`Which is the same ${type.label.toLowerCase()} as ${nameOf(record)}?`}
    >
      <ul className="divide-y divide-line rounded-lg border border-line">
        {candidates.map((candidate) => (
          <li key={candidate.record.id}>
            <button
              type="button"
              onClick={() => setOther(candidate.record)}
              className="flex min-h-12 w-full items-center gap-3 px-3 py-2 text-left text-sm hover:bg-hover"
            >
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{nameOf(candidate.record)}</span>
                <span className="block truncate text-xs text-ink-faint">
                  {reasonsOf(candidate)} · added {formatDate(candidate.record.createdAt)}
                </span>
              </span>
              <span className="text-xs font-medium text-accent-text">Compare</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

const reasonWords = { email: "Same email", domain: "Same domain", name: "Similar name" };

function reasonsOf({ reasons }: Candidate): string {
  return reasons.map((reason) => reasonWords[reason]).join(", ");
}

type ComparisonProps = Omit<MergeProps, "candidates"> & { other: StoredRecord; onBack: (() => void) | undefined };

function Comparison({ type, record, other, onBack, onClose }: ComparisonProps) {
  const fields = type.fields.filter((field) => isWorthAsking(field, record, other));
  const [sides, setSides] = useState<Record<string, Side>>({});
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const { keep, restore } = useRecordChanges(type);

  async function merge() {
    setBusy(true);
    setError(undefined);
    try {
      const take = Object.fromEntries(fields.map((field) => [takeName(field), sides[field.name] ?? "this"]));
      const params = { plural: type.plural as "accounts", id: record.id };
      keep(await call("POST /api/{plural}/{id}/merge", { params, body: { otherId: other.id, take } }));
      onClose();
      toast.done({
        title: `Merged into ${nameOf(record)}`,
        detail: `The other ${type.label.toLowerCase()} is in the trash.`,
        action: { label: "Restore it", run: () => void restore([other.id]) },
      });
    } catch (failure) {
      setError(reasonOf(failure));
      setBusy(false);
    }
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Merge with ${nameOf(other)}`}
      description={`Everything that belongs to the other one moves to this ${type.label.toLowerCase()}; the other goes to the trash.`}
      className="sm:w-[46rem]"
      footer={
        <>
          {onBack && (
            <Button look="quiet" className="mr-auto" onClick={onBack}>
              Back
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" busy={busy} onClick={() => void merge()}>
            Merge the two
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <FormError>{error}</FormError>
        {fields.length === 0 && (
          <p className="text-sm text-ink-muted">They differ in no field: what one lacks comes from the other.</p>
        )}
        {fields.length > 0 && (
          <>
            <p className="text-sm text-ink-muted">Choose where they differ. What one lacks comes from the other.</p>
            <div
              aria-hidden
              className="sticky top-0 grid gap-2 bg-raised py-1 text-xs font-semibold max-sm:hidden sm:grid-cols-2"
            >
              <span className="truncate">This: {nameOf(record)}</span>
              <span className="truncate">The other: {nameOf(other)}</span>
            </div>
          </>
        )}
        {fields.map((field) => (
          <MergeChoice
            key={field.name}
            field={field}
            record={record}
            other={other}
            side={sides[field.name] ?? "this"}
            onChoose={(side) => setSides((now) => ({ ...now, [field.name]: side }))}
          />
        ))}
      </div>
    </Dialog>
  );
}

/** Tags of both are kept, what one of them lacks comes from the other, and derived values follow by themselves. */
function isWorthAsking(field: RecordField, record: StoredRecord, other: StoredRecord): boolean {
  if (field.readOnly || field.kind === "rows" || field.kind === "tags" || field.kind === "links") return false;
  const [own, others] = [valueOf(record, field), valueOf(other, field)];
  return !isEmpty(own) && !isEmpty(others) && !isSameValue(field, own, others);
}

function takeName(field: RecordField): string {
  return field.custom ? field.name : field.member;
}
