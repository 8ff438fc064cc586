import { useQuery } from "@tanstack/react-query";
import { useMe } from "../../app/session.ts";
import { Avatar } from "../../components/avatar.tsx";
import { membersQuery } from "../queries.ts";
import type { ControlProps } from "./field-control.tsx";
import { type ListOption, ListPicker } from "./list-picker.tsx";

/** A member of the organization; oneself first. */
export function MemberPicker({ field, value, referred, onChange, label, autoFocus }: ControlProps) {
  const { user } = useMe();
  const { data: members = [] } = useQuery(membersQuery);
  const options = members
    .map((member) => ({ value: member.userId ?? member.id, label: member.name, words: member.email }))
    .toSorted((one, other) => Number(other.value === user.id) - Number(one.value === user.id));
  // Somebody who has left stays readable.
  if (referred && !options.some((option) => option.value === referred.id)) {
    options.push({ value: referred.id, label: referred.name ?? referred.title ?? "Former member", words: "" });
  }
  const show = (option: ListOption) => (
    <span className="flex items-center gap-1.5">
      <Avatar name={option.label} />
      <span className="truncate">{option.label}</span>
      {option.value === user.id && <span className="text-xs text-ink-faint">me</span>}
    </span>
  );
  return (
    <ListPicker
      label={label}
      autoFocus={autoFocus}
      value={(value as string | null) ?? null}
      options={options.map((option) =>
        option.value === user.id ? { ...option, words: `${option.words} me` } : option,
      )}
      onChange={onChange}
      empty={field.required ? undefined : "Nobody"}
      placeholder="Nobody"
      show={show}
    />
  );
}
