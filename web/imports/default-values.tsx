import { X } from "lucide-react";
import { useState } from "react";
import type { ImportPreview } from "../api/contract.ts";
import { useMe } from "../app/session.ts";
import { IconButton } from "../components/button.tsx";
import { Field } from "../components/field.tsx";
import { Select } from "../components/select.tsx";
import { bodyValue } from "../records/controls/body-value.ts";
import { FieldControl } from "../records/controls/field-control.tsx";
import type { RecordField, RecordType } from "../records/model.ts";
import type { Plan } from "./plan.ts";

type DefaultValuesProps = {
  type: RecordType;
  read: ImportPreview;
  plan: Plan;
  set: (changes: Partial<Plan>) => void;
};

/** What every new record gets where its row says nothing. Owner and currency are asked for unless the file has them. */
export function DefaultValues({ type, read, plan, set }: DefaultValuesProps) {
  const { currentOrganization, user } = useMe();
  const given: Record<string, unknown> = { ownerId: user.id, currency: currentOrganization?.defaultCurrency };
  const mapped = new Set(read.columns.map(({ field }) => field));
  const fillable = type.fields.filter(isFillable);
  const [added, setAdded] = useState<string[]>([]);
  const shown = fillable.filter(
    ({ name, member }) => added.includes(name) || member in plan.defaults || (usual.has(name) && !mapped.has(name)),
  );
  const others = fillable.filter((field) => !shown.includes(field));
  const change = (field: RecordField, value: unknown) => {
    const { [field.member]: _, ...rest } = plan.defaults;
    const next = bodyValue(field, value);
    set({ defaults: next === null ? rest : { ...rest, [field.member]: next } });
  };
  return (
    <section>
      <h3 className="text-sm font-semibold">What the file leaves out</h3>
      <p className="mb-2 text-sm text-ink-muted">
        New {type.pluralLabel.toLowerCase()} get these values where their row says nothing.
      </p>
      <div className="grid gap-4 sm:grid-cols-2">
        {shown.map((field) => (
          <Field key={field.name} label={field.label}>
            <div className="flex gap-1.5">
              <div className="min-w-0 flex-1">
                <FieldControl
                  field={{ ...field, required: false }}
                  label={`${field.label} where the file leaves it out`}
                  value={plan.defaults[field.member] ?? given[field.member] ?? null}
                  onChange={(value) => change(field, value)}
                />
              </div>
              {!usual.has(field.name) && (
                <IconButton
                  label={`Do not fill in ${field.label}`}
                  onClick={() => {
                    setAdded((now) => now.filter((name) => name !== field.name));
                    change(field, null);
                  }}
                >
                  <X aria-hidden />
                </IconButton>
              )}
            </div>
          </Field>
        ))}
        {others.length > 0 && (
          <Field label="Another field">
            <Select
              value={null}
              placeholder="Choose a field…"
              options={others.map(({ name, label, group }) => ({
                value: name,
                label: group ? `${group}: ${label}` : label,
              }))}
              onChange={(name) => name && setAdded((now) => [...now, name])}
            />
          </Field>
        )}
      </div>
    </section>
  );
}

const usual = new Set(["owner", "currency"]);

function isFillable(field: RecordField): boolean {
  const several = field.kind === "rows" || field.kind === "links";
  return (
    !field.readOnly &&
    !field.custom &&
    !several &&
    !field.unique &&
    field.name !== "externalId" &&
    field.name !== "position"
  );
}
