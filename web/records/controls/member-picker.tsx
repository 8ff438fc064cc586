import { useQuery } from "@tanstack/react-query";
import { Avatar } from "../../components/avatar.tsx";
import { Select } from "../../components/select.tsx";
import { membersQuery } from "../queries.ts";
import type { ControlProps } from "./field-control.tsx";

export function MemberPicker({ field, value, referred, onChange, label }: ControlProps) {
  const { data: members = [] } = useQuery(membersQuery);
  const options = members.map((member) => ({ value: member.userId ?? member.id, label: member.name }));
  // Somebody who has left stays readable.
  if (referred && !options.some((option) => option.value === referred.id)) {
    options.push({ value: referred.id, label: referred.name ?? referred.title ?? "Former member" });
  }
  return (
    <Select
      label={label}
      value={(value as string | null) ?? null}
      options={options}
      onChange={onChange}
      {...(!field.required && { empty: "Nobody" })}
      show={(option) => (
        <span className="flex items-center gap-1.5">
          <Avatar name={option.label} />
          <span className="truncate">{option.label}</span>
        </span>
      )}
    />
  );
}
