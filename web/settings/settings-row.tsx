import type { ReactNode } from "react";
import { Field } from "../components/field.tsx";

type SettingsRowProps = {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  required?: boolean;
  children: ReactNode;
};

/** One setting: what it is and means on the left, its control on the right; one above the other on a phone. */
export function SettingsRow({ children, ...field }: SettingsRowProps) {
  return (
    <Field
      {...field}
      className="px-4 py-3 sm:grid sm:grid-cols-[minmax(0,1fr)_17rem] sm:grid-rows-[auto_1fr] sm:gap-x-6 sm:gap-y-0 sm:[&>label]:text-sm sm:[&>label]:text-ink sm:[&>p]:col-start-1"
    >
      <div className="min-w-0 sm:col-start-2 sm:row-span-2 sm:row-start-1 sm:self-center">{children}</div>
    </Field>
  );
}

/** A fact that cannot be changed, in the same place as what can be. */
export function SettingsFact({ label, hint, children }: { label: string; hint?: ReactNode; children: ReactNode }) {
  return (
    <div className="px-4 py-3 sm:grid sm:grid-cols-[minmax(0,1fr)_17rem] sm:gap-x-6">
      <dt className="text-xs font-medium text-ink-muted sm:text-sm sm:text-ink">
        {label}
        {hint && <span className="block text-xs font-normal text-ink-faint">{hint}</span>}
      </dt>
      <dd className="min-w-0 truncate text-sm text-ink-muted">{children}</dd>
    </div>
  );
}
