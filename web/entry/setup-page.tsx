import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../api/client.ts";
import { setupQuery } from "../app/session.ts";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { SkeletonLines } from "../components/states.tsx";
import { useEnter } from "./enter.ts";
import { EntryCard, EntryForm, linkClass, useSubmission } from "./entry-card.tsx";
import { PersonFields } from "./person-fields.tsx";
import { useAddressSearch } from "../app/use-search.ts";

/** The first page of a fresh installation. Whoever opens it with the printed token becomes the operator. */
export function SetupPage() {
  const { token } = useAddressSearch();
  const { data: setup, isPending } = useQuery(setupQuery);
  if (isPending) return <SkeletonLines />;
  if (setup && !setup.needed) {
    return (
      <EntryCard title="Already set up">
        <p className="text-sm text-ink-muted">
          This installation has its operator.{" "}
          <Link to="/sign-in" search={{}} className={linkClass}>
            Sign in
          </Link>
        </p>
      </EntryCard>
    );
  }
  if (!token) {
    return (
      <EntryCard title="Open the set-up link">
        <p className="text-sm text-ink-muted">
          The program printed a one-time link when it started. Open that link to create the first account; it proves
          that you run this installation.
        </p>
        <p className="mt-3 text-sm text-ink-muted">
          Do you have an account here already, for example from the demo?{" "}
          <Link to="/sign-in" search={{}} className={linkClass}>
            Sign in
          </Link>
        </p>
      </EntryCard>
    );
  }
  return <SetupForm token={token} />;
}

function SetupForm({ token }: { token: string }) {
  const [person, setPerson] = useState({ name: "", email: "", password: "" });
  const [organization, setOrganization] = useState("");
  const enter = useEnter();
  const submission = useSubmission(async () => {
    await call("POST /api/setup", { body: { token, ...person, organization } });
    await enter();
  });
  return (
    <EntryCard
      title="Welcome to NextCRM"
      intro="Create your account and your first organization. You will run this installation, and can invite others."
    >
      <EntryForm submission={submission} action="Start">
        <PersonFields person={person} onChange={setPerson} faultOf={submission.faultOf} />
        <Field
          label="Organization"
          hint="Your company or team. You can add others later."
          error={submission.faultOf("organization")}
          required
        >
          <Input
            name="organization"
            autoComplete="organization"
            required
            maxLength={200}
            value={organization}
            onChange={(event) => setOrganization(event.target.value)}
          />
        </Field>
        {submission.faultOf("token") && <p className="text-sm text-danger">{submission.faultOf("token")}</p>}
      </EntryForm>
    </EntryCard>
  );
}
