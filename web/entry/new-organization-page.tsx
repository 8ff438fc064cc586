import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import { meQuery } from "../app/session.ts";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { useEnter } from "./enter.ts";
import { EntryCard, EntryForm, linkClass, useSubmission } from "./entry-card.tsx";

export function NewOrganizationPage() {
  const [name, setName] = useState("");
  const { data: me } = useQuery(meQuery);
  const enter = useEnter();
  const submission = useSubmission(async () => {
    await call("POST /api/organizations", { body: { name } });
    await enter();
  });
  return (
    <EntryCard
      title="New organization"
      intro="An organization has its own records, members and audit log. Nothing is shared between organizations."
      below={
        me?.currentOrganization && (
          <Link to="/" search={{}} className={linkClass}>
            Back to {me.currentOrganization.name}
          </Link>
        )
      }
    >
      <EntryForm submission={submission} action="Create">
        <Field label="Name" error={submission.faultOf("name")} required>
          <Input
            autoComplete="organization"
            required
            autoFocus
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
      </EntryForm>
    </EntryCard>
  );
}
