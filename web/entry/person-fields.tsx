import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { PasswordField } from "./password-field.tsx";

export type Person = { name: string; email: string; password: string };

type PersonFieldsProps = {
  person: Person;
  onChange: (person: Person) => void;
  faultOf: (field: string) => string | undefined;
  /** The invitation settles the address. */
  fixedEmail?: boolean;
};

/** Name, address and password of a new person. */
export function PersonFields({ person, onChange, faultOf, fixedEmail = false }: PersonFieldsProps) {
  return (
    <>
      <Field label="Your name" error={faultOf("name")} required>
        <Input
          name="name"
          autoComplete="name"
          required
          maxLength={200}
          autoFocus
          value={person.name}
          onChange={(event) => onChange({ ...person, name: event.target.value })}
        />
      </Field>
      <Field label="Email" error={faultOf("email")} required>
        <Input
          type="email"
          name="email"
          autoComplete="username"
          required
          readOnly={fixedEmail}
          value={person.email}
          onChange={(event) => onChange({ ...person, email: event.target.value })}
        />
      </Field>
      <PasswordField
        isNew
        value={person.password}
        onChange={(password) => onChange({ ...person, password })}
        error={faultOf("password")}
      />
    </>
  );
}
