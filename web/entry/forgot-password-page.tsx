import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../api/client.ts";
import { setupQuery } from "../app/session.ts";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { EntryCard, EntryForm, linkClass, useSubmission } from "./entry-card.tsx";
import { useAddressSearch } from "../app/use-search.ts";

export function ForgotPasswordPage() {
  const known = useAddressSearch()["email"];
  const [email, setEmail] = useState(known ?? "");
  // Until it is known, nothing is promised.
  const sendsMail = useQuery(setupQuery).data?.sendsMail === true;
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
      <EntryCard title={sendsMail ? "Look in your mail" : "Ask for your link"} below={back}>
        <p className="text-sm text-ink-muted">
          If <strong className="font-medium text-ink">{email}</strong> has an account here,{" "}
          {sendsMail
            ? "a link to choose a new password is on its way. It works once, for one hour."
            : "a link to choose a new password is in the outbox of this installation. Ask its operator to hand it to you. It works once, for one hour."}
        </p>
      </EntryCard>
    );
  }
  return (
    <EntryCard
      title="Forgot your password?"
      intro={
        sendsMail
          ? "You get an email with a link to choose a new one."
          : "No mail server is set up here. A link to choose a new one goes to the outbox of this installation; its operator can hand it to you."
      }
      below={back}
    >
      <EntryForm submission={submission} action={sendsMail ? "Send the link" : "Prepare the link"}>
        <Field label="Email" error={submission.faultOf("email")} required>
          <Input
            type="email"
            name="email"
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
