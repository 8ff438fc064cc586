import type { ReactNode } from "react";
import type { ImportPreview } from "../api/contract.ts";
import { Field } from "../components/field.tsx";
import { Select } from "../components/select.tsx";
import type { RecordType } from "../records/model.ts";
import { useRecordTypes } from "../records/queries.ts";
import type { Plan } from "./plan.ts";

type RowPolicyProps = {
  type: RecordType;
  read: ImportPreview;
  plan: Plan;
  set: (changes: Partial<Plan>) => void;
};

/** What becomes of a row whose record is there already, and of names that nothing here bears. */
export function RowPolicy({ type, read, plan, set }: RowPolicyProps) {
  const one = type.label.toLowerCase();
  const labelOf = (name: string) => read.fields.find((field) => field.name === name)?.label ?? name;
  const mapped = read.columns.flatMap(({ field }) => (field === null || field.startsWith("custom.") ? [] : [field]));
  const known = read.keys.length > 0;
  const policy = plan.key === "none" ? "create" : plan.existing;
  const by = read.keys.map((key) => labelOf(key).toLowerCase()).join(", then by ");
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-semibold">When a row’s {one} is here already</legend>
      <div className="grid gap-2 sm:grid-cols-3">
        <Choice
          checked={policy === "update"}
          onChoose={() => set({ existing: "update", key: keyBut(plan.key) })}
          title="Update it"
        >
          The row’s values win; blank cells change nothing.
        </Choice>
        <Choice
          checked={policy === "skip"}
          onChoose={() => set({ existing: "skip", key: keyBut(plan.key) })}
          title="Leave it as it is"
        >
          Only rows that are new go in.
        </Choice>
        <Choice checked={policy === "create"} onChoose={() => set({ key: "none" })} title="Add it once more">
          Every row becomes a new {one}.
        </Choice>
      </div>
      {policy !== "create" && (
        <p className="mt-2 text-sm text-ink-muted">
          {known
            ? `Rows are recognized by ${by}.`
            : `Nothing in this file shows whether a ${one} is here already, so every row becomes a new one. Map the name, the email or an id to change that.`}
        </p>
      )}
      <div className="mt-3 grid gap-4 sm:grid-cols-2">
        {policy !== "create" && mapped.length > 0 && (
          <Field label="Recognize rows by">
            <Select
              value={plan.key ?? null}
              empty="What fits best"
              placeholder="What fits best"
              options={mapped.map((name) => ({ value: name, label: labelOf(name) }))}
              onChange={(key) => set({ key: key ?? undefined })}
            />
          </Field>
        )}
        <NamedRecords type={type} mapped={mapped} plan={plan} set={set} />
      </div>
    </fieldset>
  );
}

function keyBut(key: string | undefined): string | undefined {
  return key === "none" ? undefined : key;
}

function NamedRecords({ type, mapped, plan, set }: Omit<RowPolicyProps, "read"> & { mapped: string[] }) {
  const types = useRecordTypes();
  const named = type.fields
    .filter((field) => mapped.includes(field.name) && field.kind === "reference")
    .map(
      (field) =>
        types.find(({ name }) => name === field.target)?.pluralLabel.toLowerCase() ?? field.label.toLowerCase(),
    );
  if (named.length === 0) return null;
  const what = [...new Set(named)].join(" and ");
  return (
    <Field label={`Named ${what} that are not here yet`}>
      <Select value={plan.missing} options={missingChoices} onChange={(missing) => missing && set({ missing })} />
    </Field>
  );
}

const missingChoices = [
  { value: "create", label: "Create them" },
  { value: "blank", label: "Leave the field empty" },
  { value: "fail", label: "Refuse the row" },
] as const;

type ChoiceProps = { checked: boolean; onChoose: () => void; title: string; children: ReactNode };

function Choice({ checked, onChoose, title, children }: ChoiceProps) {
  return (
    <label className="flex gap-2.5 rounded-lg border border-line-strong px-3 py-2.5 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent">
      <input
        type="radio"
        name="existing"
        checked={checked}
        onChange={onChoose}
        className="mt-1 size-3.5 shrink-0 accent-(--accent) outline-none"
      />
      <span className="min-w-0 text-sm">
        <span className="block font-medium">{title}</span>
        <span className="block text-xs text-ink-muted">{children}</span>
      </span>
    </label>
  );
}
