import { Checkbox } from "../components/checkbox.tsx";

type CheckLineProps = { label: string; hint: string; checked: boolean; onChange: (checked: boolean) => void };

/** A yes or no in a form, with what yes means. */
export function CheckLine({ label, hint, checked, onChange }: CheckLineProps) {
  return (
    <div className="flex gap-2.5 pt-0.5 [&>label]:mt-0.5">
      <Checkbox label={label} checked={checked} onChange={onChange} />
      <p className="text-sm" aria-hidden onClick={() => onChange(!checked)}>
        {label}
        <span className="block text-xs text-ink-faint">{hint}</span>
      </p>
    </div>
  );
}
