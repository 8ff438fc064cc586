import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { setupQuery } from "../app/session.ts";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { SecondStep } from "../two-factor/second-step.tsx";
import { useSigningIn } from "../two-factor/use-signing-in.ts";
import { useEnter } from "./enter.ts";
import { EntryCard, EntryForm, linkClass, useSubmission } from "./entry-card.tsx";
import { PasswordField } from "./password-field.tsx";
import { useAddressSearch } from "../app/use-search.ts";

export function SignInPage() {
  const { next, email: known } = useAddressSearch();
  const [email, setEmail] = useState(known ?? "");
  const [password, setPassword] = useState("");
  const { data: setup } = useQuery(setupQuery);
  const enter = useEnter();
  const signing = useSigningIn(() => enter(next));
  const submission = useSubmission(() => signing.signIn(email, password));
  if (signing.needsCode)
    return (
      <EntryCard
        title="One more step"
        intro={
          <>
            <span className="block wrap-anywhere">{email}</span>
            <span className="whitespace-nowrap">has two-factor authentication.</span>
          </>
        }
      >
        <SecondStep onDone={signing.done} onBack={signing.back} />
      </EntryCard>
    );
  return (
    <EntryCard
      title="Sign in"
      below={
        setup?.signUp === "open" && (
          <>
            New here?{" "}
            <Link to="/sign-up" search={next ? { next } : {}} className={linkClass}>
              Create an account
            </Link>
          </>
        )
      }
    >
      <EntryForm submission={submission} action="Sign in">
        <Field label="Email" error={submission.faultOf("email")} required>
          <Input
            type="email"
            name="email"
            autoComplete="username"
            required
            autoFocus={!known}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </Field>
        <PasswordField value={password} onChange={setPassword} error={submission.faultOf("password")} />
        <Link to="/forgot-password" search={email ? { email } : {}} className={`${linkClass} -mt-2 self-end text-xs`}>
          Forgot your password?
        </Link>
      </EntryForm>
    </EntryCard>
  );
}
