import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import { Field } from "../components/field.tsx";
import { Input, Textarea } from "../components/input.tsx";
import { Select } from "../components/select.tsx";
import { toast } from "../components/toast.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { momentAt } from "../records/clock.ts";
import { ReferencePicker } from "../records/controls/reference-picker.tsx";
import type { RecordField } from "../records/model.ts";
import { useRecordTypes } from "../records/queries.ts";
import { FormDialog } from "./form-dialog.tsx";
import { legalHoldsKey } from "./legal-hold-queries.ts";
import { PersonChoice } from "./person-choice.tsx";

const scopes = [
  { value: "record", label: "A record and its history" },
  { value: "user", label: "A person’s acts" },
  { value: "log", label: "The whole log" },
] as const;
type Scope = (typeof scopes)[number]["value"];

const meanings: Record<Scope, string> = {
  record: "It can be changed and moved to the trash, but is kept: the record, its comments, files and events.",
  user: "Events by them and about them stay, and they are not erased.",
  log: "No event is pruned and no value erased. Records may still be deleted for good.",
};

/** Begins a hold on a record, a person or the whole log. */
export function NewHoldDialog({ onClose }: { onClose: () => void }) {
  const [draft, setDraft] = useState({ name: "", reason: "", from: "", to: "" });
  const [scope, setScope] = useState<Scope>("record");
  const [recordType, setRecordType] = useState("contact");
  const [recordId, setRecordId] = useState<string | null>(null);
  const [userId, setUserId] = useState<string | null>(null);
  const queryClient = useQueryClient();
  const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));
  const submission = useSubmission(async () => {
    const { name, reason, from, to } = draft;
    const period = {
      ...(from && { from: momentAt(`${from}T00:00`) ?? from }),
      ...(to && { to: momentAt(`${to}T23:59:59.999`) ?? to }),
    };
    const shared = { name, reason, ...period };
    const what =
      scope === "record"
        ? { scope, recordType, recordId: recordId ?? "" }
        : scope === "user"
          ? { scope, userId: userId ?? "" }
          : { scope };
    await call("POST /api/organization/legal-holds", { body: { ...shared, ...what } });
    await queryClient.invalidateQueries({ queryKey: legalHoldsKey });
    toast.done({ title: `“${name}” holds from now on` });
    onClose();
  });
  return (
    <FormDialog title="New legal hold" action="Begin hold" submission={submission} onClose={onClose}>
      <Field label="Name" hint="By which you know the matter." error={submission.faultOf("name")} required>
        <Input
          required
          autoFocus
          maxLength={200}
          autoComplete="off"
          value={draft.name}
          onChange={(event) => change({ name: event.target.value })}
        />
      </Field>
      <Field label="Why" hint="Stands in the audit log." error={submission.faultOf("reason")} required>
        <Textarea
          required
          maxLength={2_000}
          value={draft.reason}
          onChange={(event) => change({ reason: event.target.value })}
        />
      </Field>
      <Field label="What is held" hint={meanings[scope]}>
        <Select value={scope} options={scopes} onChange={(next) => next && setScope(next)} />
      </Field>
      {scope === "record" && (
        <RecordChoice
          type={recordType}
          onType={(next) => {
            setRecordType(next);
            setRecordId(null);
          }}
          value={recordId}
          onChange={setRecordId}
          error={submission.faultOf("recordId")}
        />
      )}
      {scope === "user" && <PersonChoice value={userId} onChange={setUserId} error={submission.faultOf("userId")} />}
      <div className="grid grid-cols-2 gap-3">
        <Field label="Events from" hint="Open unless given." error={submission.faultOf("from")}>
          <Input type="date" value={draft.from} onChange={(event) => change({ from: event.target.value })} />
        </Field>
        <Field label="Until the end of" error={submission.faultOf("to")}>
          <Input type="date" value={draft.to} onChange={(event) => change({ to: event.target.value })} />
        </Field>
      </div>
    </FormDialog>
  );
}

type ChoiceProps = { value: string | null; onChange: (id: string | null) => void; error: string | undefined };

function RecordChoice({
  type,
  onType,
  value,
  onChange,
  error,
}: ChoiceProps & { type: string; onType: (name: string) => void }) {
  const types = useRecordTypes();
  const label = types.find(({ name }) => name === type)?.label ?? "Record";
  const field = { name: "recordId", label, kind: "reference", target: type } as RecordField;
  return (
    <div className="grid grid-cols-[9rem_minmax(0,1fr)] gap-3">
      <Field label="Type">
        <Select
          value={type}
          options={types.map(({ name, label: shown }) => ({ value: name, label: shown }))}
          onChange={(next) => next && onType(next)}
        />
      </Field>
      <Field label={label} error={error && "Choose one."} required>
        <ReferencePicker
          key={type}
          field={field}
          value={value}
          findsOnly
          onChange={(next) => onChange(typeof next === "string" ? next : null)}
        />
      </Field>
    </div>
  );
}
