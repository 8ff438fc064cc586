import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";

type CodeFieldProps = {
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  autoFocus?: boolean;
  /** Which codes are taken: the app's, recovery codes, or either. */
  takes?: "app" | "recovery" | "either";
};

const words = {
  app: { label: "Code", hint: "The six digits that your authenticator app shows." },
  recovery: { label: "Recovery code", hint: "Each works once." },
  either: { label: "Code", hint: "From your authenticator app, or a recovery code." },
};

/** A code of an authenticator app or a recovery code; phones and password managers offer the app's by themselves. */
export function CodeField({ value, onChange, error, autoFocus, takes = "app" }: CodeFieldProps) {
  const { label, hint } = words[takes];
  return (
    <Field label={label} hint={hint} error={error} required>
      <Input
        name={takes === "recovery" ? "recovery-code" : "one-time-code"}
        autoComplete={takes === "recovery" ? "off" : "one-time-code"}
        inputMode={takes === "app" ? "numeric" : "text"}
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        autoFocus={autoFocus}
        required
        maxLength={40}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="font-mono tracking-wider"
      />
    </Field>
  );
}
