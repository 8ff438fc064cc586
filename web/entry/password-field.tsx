import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";

type PasswordFieldProps = {
  value: string;
  onChange: (value: string) => void;
  /** A new password is offered to the password manager and must be long enough. */
  isNew?: boolean;
  label?: string;
  error?: string | undefined;
};

export const shortestPassword = 8;

export function PasswordField({ value, onChange, isNew = false, label = "Password", error }: PasswordFieldProps) {
  return (
    <Field label={label} error={error} hint={isNew ? `At least ${shortestPassword} characters.` : undefined} required>
      <Input
        type="password"
        name={isNew ? "new-password" : "password"}
        autoComplete={isNew ? "new-password" : "current-password"}
        required
        minLength={isNew ? shortestPassword : undefined}
        maxLength={128}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}
