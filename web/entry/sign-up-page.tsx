import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../api/client.ts";
import { setupQuery } from "../app/session.ts";
import { useEnter } from "./enter.ts";
import { EntryCard, EntryForm, linkClass, useSubmission } from "./entry-card.tsx";
import { PersonFields } from "./person-fields.tsx";
import { useAddressSearch } from "../app/use-search.ts";

export function SignUpPage() {
  const { next } = useAddressSearch();
  const { data: setup } = useQuery(setupQuery);
  const [person, setPerson] = useState({ name: "", email: "", password: "" });
  const enter = useEnter();
  const [waiting, setWaiting] = useState(false);
  const submission = useSubmission(async () => {
    await call("POST /api/auth/sign-up/email", { body: person });
    // Where mail is sent, the address has to be confirmed before one is let in.
    if (!(await enter(next))) setWaiting(true);
  });
  const toSignIn = (
    <>
      Already have an account?{" "}
      <Link to="/sign-in" search={{}} className={linkClass}>
        Sign in
      </Link>
    </>
  );
  if (waiting) {
    return (
      <EntryCard title="Look in your mail" below={toSignIn}>
        <p className="text-sm text-ink-muted">
          A link to confirm <strong className="font-medium text-ink">{person.email}</strong> is on its way. Then sign
          in.
        </p>
      </EntryCard>
    );
  }
  if (setup?.signUp === "invite") {
    return (
      <EntryCard title="By invitation" below={toSignIn}>
        <p className="text-sm text-ink-muted">
          Accounts are made by invitation here. Ask an administrator of your organization to invite you, then open the
          link that you get.
        </p>
      </EntryCard>
    );
  }
  return (
    <EntryCard title="Create your account" below={toSignIn}>
      <EntryForm submission={submission} action="Create account">
        <PersonFields person={person} onChange={setPerson} faultOf={submission.faultOf} />
      </EntryForm>
    </EntryCard>
  );
}
