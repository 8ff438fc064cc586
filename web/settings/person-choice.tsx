import { useQuery } from "@tanstack/react-query";
import { Field } from "../components/field.tsx";
import { ListPicker } from "../records/controls/list-picker.tsx";
import { membersQuery } from "../records/queries.ts";
import { formerMembersQuery } from "./legal-hold-queries.ts";

type ChoiceProps = { value: string | null; onChange: (id: string | null) => void; error: string | undefined };

/** Those who have left as well. */
export function PersonChoice({ value, onChange, error }: ChoiceProps) {
  const { data: members = [] } = useQuery(membersQuery);
  const { data: former = [] } = useQuery(formerMembersQuery);
  const options = [
    ...members.map(({ userId, name, email }) => ({ value: userId, label: name, words: email })),
    ...former.map(({ userId, name, email }) => ({ value: userId, label: `${name} (has left)`, words: email })),
  ];
  return (
    <Field label="Person" error={error && "Choose one."} required>
      <ListPicker value={value} options={options} onChange={onChange} placeholder="Choose a person…" />
    </Field>
  );
}
