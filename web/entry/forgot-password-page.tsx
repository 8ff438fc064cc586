import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../api/client.ts";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { EntryCard, EntryForm, linkClass, useSubmission } from "./entry-card.tsx";
import { useAddressSearch } from "../app/use-search.ts";

export function ForgotPasswordPage() {
  const known = useAddressSearch()["email"];
  const [email, setEmail] = useState(known ?? "");
  const [sent, setSent] = useState(false);
  const submission = useSubmission(async () => {
    await call("POST /api/auth/request-password-reset", { body: { email, redirectTo: "/reset-password" } });
    setSent(true);
  });
  const back = (
    <Link to="/sign-in" search={{}} className={linkClass}>
      Back to sign-in
    </Link>
  );
  if (sent) {
    return (
      <EntryCard title="Look in your mail" below={back}>
        <p className="text-sm text-ink-muted">
          If <strong className="font-medium text-ink">{email}</strong> has an account here, a link to set a new password
          is on its way. It works for one hour.
        </p>
      </EntryCard>
    );
  }
  return (
    <EntryCard title="Set a new password" intro="We will send a link to your address." below={back}>
      <EntryForm submission={submission} action="Send the link">
        <Field label="Email" error={submission.faultOf("email")} required>
          <Input
            type="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </Field>
      </EntryForm>
    </EntryCard>
  );
}
