import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { Organization } from "../api/contract.ts";
import { meQuery, useCan } from "../app/session.ts";
import { Input, Textarea } from "../components/input.tsx";
import { ErrorState, SkeletonLines } from "../components/states.tsx";
import { toast } from "../components/toast.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { OpenChoice } from "../records/controls/open-choice.tsx";
import { formatDay } from "../records/format.ts";
import type { RecordField } from "../records/model.ts";
import { RequireTwoFactor } from "../two-factor/require-two-factor.tsx";
import { OperatorVisits } from "./operator-visits.tsx";
import { timeZoneField } from "./regions.ts";
import { BroughtIn } from "./sample-data.tsx";
import { boxClass, Section } from "./section.tsx";
import { SettingsForm } from "./settings-form.tsx";
import { SettingsFact, SettingsRow } from "./settings-row.tsx";

export function OrganizationPage() {
  const can = useCan();
  const organization = useQuery({
    queryKey: ["organization"],
    queryFn: ({ signal }) => call("GET /api/organization", { signal }),
  });
  if (organization.isPending) return <SkeletonLines />;
  if (organization.isError) return <ErrorState error={organization.error} retry={() => void organization.refetch()} />;
  return (
    <>
      {can("organization.update") ? (
        <>
          <General organization={organization.data} />
          <RequireTwoFactor organization={organization.data} />
          <OperatorVisits organization={organization.data} />
        </>
      ) : (
        <Facts organization={organization.data} />
      )}
      {can("records.import") && <BroughtIn />}
    </>
  );
}

const currencyField = { name: "defaultCurrency", label: "Default currency", kind: "currency" } as RecordField;
const words = {
  currency: "For amounts that name none.",
  timeZone: "Decides when a day ends for all of you, such as the day an invoice is due.",
  letterhead:
    "Your name, address, tax number and bank account, as invoices on paper show them. Issued ones keep what they say.",
};

function Facts({ organization }: { organization: Organization }) {
  return (
    <Section title="Organization" intro="Only owners can change this.">
      <dl className={boxClass}>
        <SettingsFact label="Name">{organization.name}</SettingsFact>
        <SettingsFact label="Default currency" hint={words.currency}>
          {organization.defaultCurrency}
        </SettingsFact>
        <SettingsFact label="Time zone" hint={words.timeZone}>
          {organization.timeZone.replaceAll("_", " ")}
        </SettingsFact>
        <SettingsFact label="Here since">{formatDay(organization.createdAt)}</SettingsFact>
      </dl>
    </Section>
  );
}

type Draft = Pick<Organization, "name" | "defaultCurrency" | "timeZone" | "letterhead">;

const draftOf = ({ name, defaultCurrency, timeZone, letterhead }: Draft): Draft => ({
  name,
  defaultCurrency,
  timeZone,
  letterhead,
});

function General({ organization }: { organization: Organization }) {
  const kept = draftOf(organization);
  const [draft, setDraft] = useState(kept);
  const [round, setRound] = useState(0);
  const queryClient = useQueryClient();
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const start = (next: Draft) => {
    setDraft(next);
    setRound((count) => count + 1);
  };
  const submission = useSubmission(async () => {
    // Only if nobody else has changed it meanwhile.
    const headers = { "if-match": `"${organization.version}"` };
    const saved = await call("PATCH /api/organization", { body: draft, headers }).catch(async (failure) => {
      await queryClient.invalidateQueries({ queryKey: ["organization"] });
      throw failure;
    });
    queryClient.setQueryData(["organization"], saved);
    await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
    start(draftOf(saved));
    toast.done({ title: "Saved" });
  });
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return (
    <Section title="Organization" intro={`Here since ${formatDay(organization.createdAt)}.`}>
      <SettingsForm
        submission={submission}
        changed={JSON.stringify(draft) !== JSON.stringify(kept)}
        onDiscard={() => start(kept)}
      >
        <SettingsRow
          label="Name"
          hint="Your members, and people you invite, see it."
          error={submission.faultOf("name")}
          required
        >
          <Input
            required
            maxLength={200}
            value={draft.name}
            onChange={(event) => change({ name: event.target.value })}
          />
        </SettingsRow>
        <SettingsRow label="Default currency" hint={words.currency} error={submission.faultOf("defaultCurrency")}>
          <OpenChoice
            key={round}
            field={currencyField}
            value={draft.defaultCurrency}
            onChange={(value) => change({ defaultCurrency: text(value) })}
          />
        </SettingsRow>
        <SettingsRow label="Time zone" hint={words.timeZone} error={submission.faultOf("timeZone")}>
          <OpenChoice
            key={round}
            field={timeZoneField()}
            value={draft.timeZone}
            onChange={(value) => change({ timeZone: text(value) })}
          />
        </SettingsRow>
        <SettingsRow label="Letterhead" hint={words.letterhead} error={submission.faultOf("letterhead")}>
          <Textarea
            maxLength={2000}
            value={draft.letterhead ?? ""}
            onChange={(event) => change({ letterhead: event.target.value || null })}
          />
        </SettingsRow>
      </SettingsForm>
    </Section>
  );
}
