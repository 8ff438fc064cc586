import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { Organization } from "../api/contract.ts";
import { meQuery, useCan } from "../app/session.ts";
import { Button } from "../components/button.tsx";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { ErrorState, FormError, SkeletonLines } from "../components/states.tsx";
import { toast } from "../components/toast.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { OpenChoice } from "../records/controls/open-choice.tsx";
import type { RecordField } from "../records/model.ts";
import { SampleData } from "./sample-data.tsx";
import { Section, usePageTitle } from "./section.tsx";

export function OrganizationPage() {
  usePageTitle("Organization");
  const can = useCan();
  const organization = useQuery({
    queryKey: ["organization"],
    queryFn: ({ signal }) => call("GET /api/organization", { signal }),
  });
  if (organization.isPending) return <SkeletonLines />;
  if (organization.isError) return <ErrorState error={organization.error} retry={() => void organization.refetch()} />;
  return (
    <>
      <General organization={organization.data} />
      {can("records.import") && <SampleData />}
    </>
  );
}

const currencyField = { name: "defaultCurrency", label: "Default currency", kind: "currency" } as RecordField;
const timeZoneField = {
  name: "timeZone",
  label: "Time zone",
  kind: "choice",
  choices: Intl.supportedValuesOf("timeZone").map((value) => ({ value, label: value.replaceAll("_", " ") })),
} as unknown as RecordField;

function General({ organization }: { organization: Organization }) {
  const can = useCan();
  const [name, setName] = useState(organization.name);
  const [currency, setCurrency] = useState<unknown>(organization.defaultCurrency ?? null);
  const [timeZone, setTimeZone] = useState<unknown>(organization.timeZone ?? null);
  const queryClient = useQueryClient();
  const submission = useSubmission(async () => {
    const body = {
      name,
      ...(typeof currency === "string" && { defaultCurrency: currency }),
      ...(typeof timeZone === "string" && { timeZone }),
    };
    await call("PATCH /api/organization", { body });
    await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
    await queryClient.invalidateQueries({ queryKey: ["organization"] });
    toast.done({ title: "Saved" });
  });
  if (!can("organization.update")) {
    return (
      <Section title="General" intro="Only owners can change this.">
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 text-sm">
          <dt className="text-ink-muted">Name</dt>
          <dd>{organization.name}</dd>
          <dt className="text-ink-muted">Default currency</dt>
          <dd>{organization.defaultCurrency ?? "none"}</dd>
          <dt className="text-ink-muted">Time zone</dt>
          <dd>{organization.timeZone ?? "UTC"}</dd>
        </dl>
      </Section>
    );
  }
  return (
    <Section title="General">
      <form onSubmit={submission.run} className="flex max-w-sm flex-col gap-3">
        <Field label="Name" error={submission.faultOf("name")} required>
          <Input required maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field
          label="Default currency"
          hint="For amounts that name none."
          error={submission.faultOf("defaultCurrency")}
        >
          <OpenChoice field={currencyField} value={currency} onChange={setCurrency} />
        </Field>
        <Field label="Time zone" hint="Decides when a day ends for all of you." error={submission.faultOf("timeZone")}>
          <OpenChoice field={timeZoneField} value={timeZone} onChange={setTimeZone} />
        </Field>
        <FormError>{submission.message}</FormError>
        <Button type="submit" className="self-start" busy={submission.busy}>
          Save
        </Button>
      </form>
    </Section>
  );
}
