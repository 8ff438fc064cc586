import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../components/button.tsx";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { PasswordStrength } from "./password-strength.tsx";

type PasswordFieldProps = {
  value: string;
  onChange: (value: string) => void;
  /** A new password is offered to the password manager and must be long enough. */
  isNew?: boolean;
  label?: string;
  error?: string | undefined;
  autoFocus?: boolean;
};

export const shortestPassword = 8;

/** A password, which can be looked at while it is typed; a new one is told how strong it is. */
export function PasswordField({
  value,
  onChange,
  isNew = false,
  label = "Password",
  error,
  autoFocus,
}: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <Field
      label={label}
      error={error}
      hint={isNew && (value ? <PasswordStrength password={value} /> : `At least ${shortestPassword} characters.`)}
      required
    >
      <div className="relative">
        <Input
          type={shown ? "text" : "password"}
          name={isNew ? "new-password" : "password"}
          autoComplete={isNew ? "new-password" : "current-password"}
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          autoFocus={autoFocus}
          required
          minLength={isNew ? shortestPassword : undefined}
          maxLength={128}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className="pr-9 pointer-coarse:pr-11"
        />
        <IconButton
          label={shown ? "Hide the characters" : "Show the characters"}
          aria-pressed={shown}
          size="icon-sm"
          className="absolute top-1/2 right-0.5 -translate-y-1/2"
          onClick={() => setShown(!shown)}
        >
          {shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
        </IconButton>
      </div>
    </Field>
  );
}
