import { type ReactNode, useId } from "react";
import { Input } from "../components/input.tsx";
import { ReferencePicker } from "../records/controls/reference-picker.tsx";
import type { RecordField } from "../records/model.ts";
import type { ConversionPlan, Match } from "./conversion-plan.ts";

type AccountChoiceProps = {
  plan: ConversionPlan;
  found: Match;
  onChange: (changes: Partial<ConversionPlan>) => void;
};

const accountField = { name: "account", member: "accountId", label: "Account", kind: "reference", target: "account" };

/** Which account the contact will belong to: one that is here, a new one, or none. */
export function AccountChoice({ plan, found, onChange }: AccountChoiceProps) {
  const group = useId();
  const option = (value: ConversionPlan["account"], label: ReactNode) => (
    <label className="flex min-h-7 items-center gap-2 text-sm pointer-coarse:min-h-10">
      <input
        type="radio"
        name={group}
        className="size-4 accent-accent"
        checked={plan.account === value}
        onChange={() => onChange({ account: value })}
      />
      <span className="min-w-0 truncate">{label}</span>
    </label>
  );
  return (
    <div role="radiogroup" aria-label="Account">
      {found &&
        option(
          "found",
          <>
            <span className="font-medium">{found.title}</span>{" "}
            <span className="text-ink-muted">of the same domain or name</span>
          </>,
        )}
      {option("new", "A new account")}
      {plan.account === "new" && (
        <Input
          aria-label="Name of the new account"
          className="mb-1 ml-6 w-[calc(100%-1.5rem)]"
          required
          value={plan.accountName}
          maxLength={500}
          onChange={(event) => onChange({ accountName: event.target.value })}
        />
      )}
      {option("other", "Another account that is here")}
      {plan.account === "other" && (
        <div className="mb-1 ml-6">
          <ReferencePicker
            field={accountField as RecordField}
            label="Account that is here"
            value={plan.otherAccountId}
            onChange={(id) => onChange({ otherAccountId: typeof id === "string" ? id : null })}
          />
        </div>
      )}
      {option("none", "No account")}
    </div>
  );
}
