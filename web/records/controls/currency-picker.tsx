import type { ControlProps } from "./field-control.tsx";
import { ListPicker, type ListOption } from "./list-picker.tsx";

const names = new Intl.DisplayNames([navigator.language, "en"], { type: "currency" });
const usual = ["EUR", "USD", "GBP", "CHF", "JPY", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "INR", "CNY", "BRL"];

/** Those people trade in most come first. */
const currencies: readonly ListOption[] = [
  ...usual,
  ...Intl.supportedValuesOf("currency").filter((code) => !usual.includes(code)),
].map((value) => ({ value, label: value, words: names.of(value) ?? "" }));

type CurrencyPickerProps = Pick<ControlProps, "onChange" | "label" | "autoFocus"> & {
  value: string | null;
  empty?: string | undefined;
  /** Small, at the beginning of an amount. */
  inAmount?: boolean;
};

/** An ISO 4217 currency, by code or name. */
export function CurrencyPicker({ value, onChange, label, autoFocus, empty, inAmount = false }: CurrencyPickerProps) {
  return (
    <ListPicker
      label={label}
      autoFocus={autoFocus}
      value={value}
      options={currencies}
      onChange={onChange}
      empty={empty}
      apart={inAmount}
      bare={inAmount}
      placeholder={inAmount ? "¤" : "Choose…"}
      className={inAmount ? "w-auto shrink-0 rounded-r-none border-r-0 px-2 text-xs text-ink-muted" : ""}
      show={(option) => (
        <>
          {option.value} <span className="text-ink-muted">{option.words}</span>
        </>
      )}
      {...(inAmount && { showChosen: (option: ListOption) => option.value })}
    />
  );
}
