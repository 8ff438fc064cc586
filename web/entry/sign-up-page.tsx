import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { Search } from "../app/address-search.ts";
import { setupQuery } from "../app/session.ts";
import { signIn, useEnter } from "./enter.ts";
import { EntryCard, EntryForm, linkClass, useSubmission } from "./entry-card.tsx";
import { PersonFields } from "./person-fields.tsx";

export function SignUpPage() {
  const { next } = useSearch({ strict: false }) as Search;
  const { data: setup } = useQuery(setupQuery);
  const [person, setPerson] = useState({ name: "", email: "", password: "" });
  const enter = useEnter();
  const submission = useSubmission(async () => {
    await call("POST /api/auth/sign-up/email", { body: person });
    await signIn(person.email, person.password);
    await enter(next);
  });
  const toSignIn = (
    <>
      Already have an account?{" "}
      <Link to="/sign-in" search={{}} className={linkClass}>
        Sign in
      </Link>
    </>
  );
  if (setup?.signUp === "invite") {
    return (
      <EntryCard title="By invitation" below={toSignIn}>
        <p className="text-sm text-ink-muted">
          Accounts are made by invitation here. Ask an administrator of your organization to invite you, then open the
          link in the mail.
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
