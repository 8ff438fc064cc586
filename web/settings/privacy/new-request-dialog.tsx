import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../../api/client.ts";
import { Field } from "../../components/field.tsx";
import { Input, Textarea } from "../../components/input.tsx";
import { Select } from "../../components/select.tsx";
import { useSubmission } from "../../entry/entry-card.tsx";
import { today } from "../../records/clock.ts";
import { ReferencePicker } from "../../records/controls/reference-picker.tsx";
import { nameOf, type RecordField } from "../../records/model.ts";
import { recordQuery } from "../../records/queries.ts";
import { FormDialog } from "../form-dialog.tsx";
import { PersonChoice } from "../person-choice.tsx";
import { requestsKey, type Subject } from "./request-queries.ts";
import { kinds } from "./request-words.tsx";

const who = [
  { value: "contact", label: "Contact" },
  { value: "lead", label: "Lead" },
  { value: "user", label: "Member, present or former" },
] as const;
const what = [
  { value: "access", label: kinds.access.label },
  { value: "erasure", label: kinds.erasure.label },
] as const;

/** Notes who asked for what, and when. */
export function NewRequestDialog({ subject, onClose }: { subject: Subject | undefined; onClose: () => void }) {
  const [kind, setKind] = useState<(typeof what)[number]["value"]>("access");
  const [type, setType] = useState<Subject["type"]>(subject?.type ?? "contact");
  const [id, setId] = useState<string | null>(subject?.id ?? null);
  const [draft, setDraft] = useState({ receivedOn: today(), note: "" });
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const submission = useSubmission(async () => {
    const { receivedOn, note } = draft;
    const made = await call("POST /api/organization/person-requests", {
      body: { kind, subject: { type, id: id ?? "" }, receivedOn, ...(note && { note }) },
    });
    await queryClient.invalidateQueries({ queryKey: requestsKey });
    onClose();
    await navigate({ to: "/settings/privacy-requests/$requestId", params: { requestId: made.id }, search: {} });
  });
  // Whoever comes from a record's page has it already.
  const known = useQuery({
    ...recordQuery(subject?.type === "lead" ? "leads" : "contacts", subject?.id ?? ""),
    enabled: subject !== undefined,
  });
  const referred = known.data && { id: known.data.id, title: nameOf(known.data) };
  const wrongPerson = submission.faultOf("subject.id");
  return (
    <FormDialog title="New privacy request" action="Note the request" submission={submission} onClose={onClose}>
      <Field label="They ask for" hint={kinds[kind].hint}>
        <Select value={kind} options={what} onChange={(next) => next && setKind(next)} />
      </Field>
      <div className="grid gap-3 sm:grid-cols-[12rem_minmax(0,1fr)]">
        <Field label="Known as">
          <Select
            value={type}
            options={who}
            onChange={(next) => {
              if (next) setType(next);
              setId(null);
            }}
          />
        </Field>
        {type === "user" ? (
          <PersonChoice value={id} onChange={setId} error={wrongPerson} />
        ) : (
          <Field label="Who" error={wrongPerson && "Choose one."} required>
            <ReferencePicker
              key={`${type} ${referred?.id}`}
              field={
                {
                  name: "subjectId",
                  label: type === "lead" ? "Lead" : "Contact",
                  kind: "reference",
                  target: type,
                } as RecordField
              }
              value={id}
              referred={referred}
              findsOnly
              onChange={(next) => setId(typeof next === "string" ? next : null)}
            />
          </Field>
        )}
      </div>
      <Field label="Received on" hint="The month begins on this day." error={submission.faultOf("receivedOn")} required>
        <Input
          type="date"
          required
          max={today()}
          value={draft.receivedOn}
          onChange={(event) => setDraft({ ...draft, receivedOn: event.target.value })}
        />
      </Field>
      <Field
        label="Note"
        hint="How they asked, and how you made sure that it is them. It is removed when the person is erased."
        error={submission.faultOf("note")}
      >
        <Textarea
          maxLength={2_000}
          value={draft.note}
          onChange={(event) => setDraft({ ...draft, note: event.target.value })}
        />
      </Field>
    </FormDialog>
  );
}
