import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { AuditStream } from "../api/contract.ts";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { Select } from "../components/select.tsx";
import { toast } from "../components/toast.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { CopyOnce } from "./copy-once.tsx";
import { FormDialog } from "./form-dialog.tsx";
import { contentOf, contents, filters, formats, hintsOfFormats, streamsKey } from "./stream-queries.ts";

const beginnings = [
  { value: "now", label: "What happens from now on" },
  { value: "first", label: "The log from its first event" },
] as const;

/** Makes a stream, and shows its secret the only time that it can be seen; or changes one. */
export function StreamDialog({ stream, onClose }: { stream?: AuditStream; onClose: () => void }) {
  const [name, setName] = useState(stream?.name ?? "");
  const [url, setUrl] = useState(stream?.url ?? "https://");
  const [format, setFormat] = useState(stream?.format ?? "native");
  const [content, setContent] = useState(contentOf(stream?.filter ?? {}));
  const [beginning, setBeginning] = useState<(typeof beginnings)[number]["value"]>("now");
  const [secret, setSecret] = useState<string>();
  const queryClient = useQueryClient();
  const submission = useSubmission(async () => {
    const body = { name, url, format, ...(content && { filter: filters[content] }) };
    if (stream) await call("PATCH /api/organization/audit-streams/{id}", { params: { id: stream.id }, body });
    else {
      const begin = beginning === "first" ? { nextSequence: 0 } : {};
      const made = await call("POST /api/organization/audit-streams", { body: { ...body, ...begin } });
      setSecret(made.secret);
    }
    await queryClient.invalidateQueries({ queryKey: streamsKey });
    if (!stream) return;
    toast.done({ title: `“${name}” is changed` });
    onClose();
  });
  return (
    <FormDialog
      title={stream ? `Change “${stream.name}”` : "New stream"}
      action={stream ? "Save" : "Create stream"}
      submission={submission}
      onClose={onClose}
      outcome={secret === undefined ? undefined : keepSecret(secret)}
    >
      <Field
        label="Name"
        hint="For you to recognize it by, such as the program that receives the events."
        error={submission.faultOf("name")}
        required
      >
        <Input
          required
          autoFocus
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Field
        label="Send to"
        hint="The web address that the other program gave you for incoming events (a webhook). They are posted there as JSON, a hundred at a time at most."
        error={submission.faultOf("url")}
        required
      >
        <Input
          type="url"
          required
          maxLength={2_000}
          autoComplete="off"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
      </Field>
      <Field label="Written as" hint={hintsOfFormats[format]} error={submission.faultOf("format")}>
        <Select value={format} options={formats} onChange={(next) => next && setFormat(next)} />
      </Field>
      <Field label="Which events" hint={content === null ? "As it was set over the API." : undefined}>
        <Select value={content} options={contents} onChange={(next) => next && setContent(next)} />
      </Field>
      {!stream && (
        <Field label="Starting with">
          <Select value={beginning} options={beginnings} onChange={(next) => next && setBeginning(next)} />
        </Field>
      )}
    </FormDialog>
  );
}

/** What takes the form's place when there is a secret to keep. */
export function keepSecret(secret: string) {
  return {
    title: "Keep this secret",
    done: "I have kept it",
    content: (
      <CopyOnce
        label="Signing secret"
        text={secret}
        hint="The receiving program uses it to check that events come from here. It is shown only this once and stored nowhere."
        autoFocus
      />
    ),
  };
}
