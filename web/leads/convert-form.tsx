import { type FormEvent, type ReactNode, useState } from "react";
import { ApiProblem, reasonOf, sentence } from "../api/problem.ts";
import { useMe } from "../app/session.ts";
import { Checkbox } from "../components/checkbox.tsx";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { FormError } from "../components/states.tsx";
import { FieldControl } from "../records/controls/field-control.tsx";
import type { RecordField, StoredRecord } from "../records/model.ts";
import { useRecordType } from "../records/queries.ts";
import { TypeIcon } from "../records/type-icon.tsx";
import { AccountChoice } from "./account-choice.tsx";
import { type ConversionPlan, type Match, planFor } from "./conversion-plan.ts";

type ConvertFormProps = {
  lead: StoredRecord;
  /** What is here already. */
  account: Match;
  contact: Match;
  onSubmit: (plan: ConversionPlan) => Promise<void>;
  onBusy: (busy: boolean) => void;
};

export function ConvertForm({ lead, account, contact, onSubmit, onBusy }: ConvertFormProps) {
  const { currentOrganization } = useMe();
  const [plan, setPlan] = useState(() => planFor(lead, account, currentOrganization?.defaultCurrency));
  const [failure, setFailure] = useState<unknown>();
  const change = (changes: Partial<ConversionPlan>) => setPlan((before) => ({ ...before, ...changes }));
  const faults = failure instanceof ApiProblem ? failure.faults : [];
  const faultOf = (member: string) => {
    const fault = faults.find(({ field }) => field.split(".").at(-1) === member);
    return fault && sentence(fault.reason);
  };

  async function submit(event: FormEvent) {
    event.preventDefault();
    onBusy(true);
    try {
      await onSubmit(plan);
    } catch (reason) {
      setFailure(reason);
    } finally {
      onBusy(false);
    }
  }
  return (
    <form id="convert" noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <FormError>{failure === undefined ? undefined : reasonOf(failure)}</FormError>
      <Part type="account" title="Account">
        <AccountChoice plan={plan} found={account} onChange={change} />
      </Part>
      <Part type="contact" title="Contact">
        <p className="text-sm">
          {contact ? (
            <>
              <span className="font-medium">{contact.title}</span>{" "}
              <span className="text-ink-muted">is here already, with the same email</span>
            </>
          ) : (
            <>
              <span className="font-medium">{lead.displayName}</span>{" "}
              <span className="text-ink-muted">will be made</span>
            </>
          )}
        </p>
      </Part>
      <Part type="opportunity" title="Opportunity">
        <div className="flex min-h-6 items-center gap-2 text-sm pointer-coarse:min-h-10">
          <Checkbox
            checked={plan.withOpportunity}
            onChange={(withOpportunity) => change({ withOpportunity })}
            label="Make an opportunity"
          />
          <span aria-hidden onClick={() => change({ withOpportunity: !plan.withOpportunity })}>
            Make an opportunity
          </span>
        </div>
        {plan.withOpportunity && <OpportunityFields plan={plan} onChange={change} faultOf={faultOf} />}
      </Part>
    </form>
  );
}

type OpportunityFieldsProps = {
  plan: ConversionPlan;
  onChange: (changes: Partial<ConversionPlan>) => void;
  faultOf: (member: string) => string | undefined;
};

function OpportunityFields({ plan, onChange, faultOf }: OpportunityFieldsProps) {
  const fields = useRecordType("opportunity")?.fields ?? [];
  const set = (member: string, value: unknown) => onChange({ opportunity: { ...plan.opportunity, [member]: value } });
  const control = (field: RecordField) => (
    <Field key={field.name} label={field.label} error={faultOf(field.member)}>
      <FieldControl
        field={field}
        value={plan.opportunity[field.member]}
        onChange={(value) => set(field.member, value)}
        currency={(plan.opportunity["currency"] as string | null) ?? null}
        {...(field.kind === "money" && { onCurrency: (value: unknown) => set("currency", value) })}
      />
    </Field>
  );
  const shown = ["amount", "closeDate", "stage"].flatMap((name) => fields.filter((field) => field.name === name));
  return (
    <div className="mt-2 grid gap-x-3 gap-y-3 sm:grid-cols-2">
      <Field label="Name" required error={faultOf("name")} className="sm:col-span-full">
        <Input
          value={(plan.opportunity["name"] as string | undefined) ?? ""}
          maxLength={500}
          onChange={(event) => set("name", event.target.value)}
        />
      </Field>
      {shown.map(control)}
    </div>
  );
}

function Part({ type, title, children }: { type: string; title: string; children: ReactNode }) {
  return (
    <section className="border-t border-line pt-3">
      <h3 className="mb-1.5 flex items-center gap-1.5 text-xs font-semibold text-ink-muted">
        <TypeIcon type={type} className="size-3.5" />
        {title}
      </h3>
      {children}
    </section>
  );
}
