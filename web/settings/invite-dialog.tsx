import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { Role } from "../api/contract.ts";
import { ApiProblem, reasonOf } from "../api/problem.ts";
import { useMe } from "../app/session.ts";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { Select } from "../components/select.tsx";
import { toast } from "../components/toast.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { CopyOnce } from "./copy-once.tsx";
import { FormDialog, type Outcome } from "./form-dialog.tsx";
import { roleMeanings, rolesUpTo } from "./roles.ts";

type Link = { email: string; url: string };

/** Invites one person or several to the same role. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { role: mine } = useMe();
  const [emails, setEmails] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [links, setLinks] = useState<Link[]>([]);
  const queryClient = useQueryClient();
  const submission = useSubmission(async () => {
    const wanted = [...new Set(emails.split(/[\s,;]+/).filter(Boolean))];
    const made: Link[] = [];
    try {
      for (const [at, email] of wanted.entries()) {
        const { url } = await invite(email, role).catch((failure) => {
          // What was sent is sent: only the rest stays in the form.
          setEmails(wanted.slice(at).join(", "));
          throw wanted.length > 1 ? naming(email, failure) : failure;
        });
        if (url) made.push({ email, url });
      }
    } finally {
      setLinks((before) => [...before, ...made]);
      await queryClient.invalidateQueries({ queryKey: ["invitations"] });
    }
    if (made.length > 0) return setEmails("");
    toast.done({ title: wanted.length === 1 ? "Invitation sent" : `${wanted.length} invitations sent` });
    onClose();
  });
  return (
    <FormDialog
      title="Invite to the organization"
      action="Send invitation"
      submission={submission}
      onClose={onClose}
      outcome={emails === "" && links.length > 0 ? handOver(links) : undefined}
    >
      <Field label="Email" hint="Separate several addresses with commas." error={submission.faultOf("email")} required>
        <Input
          type="email"
          multiple
          required
          autoFocus
          autoComplete="off"
          value={emails}
          onChange={(event) => setEmails(event.target.value)}
        />
      </Field>
      <Field label="Role" hint={roleMeanings[role]} error={submission.faultOf("role")}>
        <Select value={role} options={rolesUpTo(mine)} onChange={(next) => next && setRole(next)} />
      </Field>
    </FormDialog>
  );
}

/** Invites an address; an earlier invitation to it ends. Answers with the link where no mail server sends it. */
export async function invite(email: string, role: Role): Promise<{ url?: string | undefined }> {
  return call("POST /api/organization/invitations", { body: { email, role } });
}

/** Where no mail server is set up, links are handed over by other means. */
export function handOver(links: Link[]): Outcome {
  return {
    title: links.length === 1 ? "Hand over the invitation" : "Hand over the invitations",
    done: "Done",
    content: links.map(({ email, url }) => (
      <CopyOnce
        key={url}
        label={links.length === 1 ? "Invitation link" : `Invitation link for ${email}`}
        text={url}
        {...(links.length > 1 && { copyLabel: `Copy the link for ${email}` })}
        hint={links.length === 1 ? `No mail server is set up, so give ${email} this link. It works once.` : undefined}
      />
    )),
  };
}

function naming(email: string, failure: unknown): ApiProblem {
  return new ApiProblem(failure instanceof ApiProblem ? failure.status : 0, {
    detail: `${email}: ${reasonOf(failure)}`,
  });
}
