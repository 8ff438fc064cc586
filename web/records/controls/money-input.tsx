import { CurrencyPicker } from "./currency-picker.tsx";
import type { ControlProps } from "./field-control.tsx";
import { NumberInput } from "./number-input.tsx";

/** An amount, with its currency before it: to be chosen where the form holds both, else only told. */
export function MoneyInput(props: ControlProps) {
  const { currency, onCurrency, label, field } = props;
  if (onCurrency) {
    const name = `Currency of ${(label ?? field.label).toLowerCase()}`;
    return (
      <NumberInput
        {...props}
        before={<CurrencyPicker inAmount label={name} value={currency ?? null} onChange={(next) => onCurrency(next)} />}
      />
    );
  }
  if (!currency) return <NumberInput {...props} />;
  return (
    <NumberInput
      {...props}
      before={
        <span className="flex shrink-0 items-center rounded-l-md border border-r-0 border-line-strong bg-hover px-2 text-xs text-ink-muted">
          {currency}
        </span>
      }
    />
  );
}
