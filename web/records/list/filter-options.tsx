import { Combobox } from "@base-ui/react/combobox";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { Avatar } from "../../components/avatar.tsx";
import { cn } from "../../components/class-names.ts";
import { itemClass } from "../../components/item-class.ts";
import { choicesOf } from "../controls/open-choice.tsx";
import { isPerson } from "../icons.ts";
import { type Choice, nameOf, type RecordField } from "../model.ts";
import { fewRecordsQuery, membersQuery, pipelinesQuery, useRecordTypes } from "../queries.ts";
import { useNames } from "./operand-names.ts";
import { PickInput } from "./pick-input.tsx";

type FilterOptionsProps = {
  field: RecordField;
  chosen: string[];
  onChange: (chosen: string[]) => void;
};

/** The values of a choice, people or records to tick; what is ticked counts at once. */
export function FilterOptions({ field, chosen, onChange }: FilterOptionsProps) {
  const [text, setText] = useState("");
  const search = useDeferredValue(text.trim());
  const isRecord = field.kind === "reference" && field.target !== "stage" && field.target !== "pipeline";
  const known = useKnownOptions(field);
  const found = useFoundRecords(isRecord ? field : undefined, search);
  const nameFor = useNames(field, chosen);
  const options = isRecord ? found : known;
  const picked = chosen.map((value) => options.find((one) => one.value === value) ?? { value, label: nameFor(value) });
  const missing = picked.filter((one) => !options.some(({ value }) => value === one.value));
  return (
    <Combobox.Root
      multiple
      inline
      open
      items={isRecord && search ? options : [...missing, ...options]}
      {...(isRecord && { filter: null })}
      value={picked}
      onValueChange={(next) => onChange(next.map(({ value }) => value))}
      inputValue={text}
      onInputValueChange={setText}
      itemToStringLabel={(option: Choice) => option.label}
      isItemEqualToValue={(one: Choice, other: Choice) => one.value === other.value}
      autoHighlight
    >
      <PickInput label={`Find a value of ${field.label}`} placeholder={isRecord ? "Search…" : "Find…"} />
      <Combobox.List className="-mx-2 max-h-60 overflow-y-auto empty:hidden">
        {(option: Choice) => <Option key={option.value} field={field} option={option} />}
      </Combobox.List>
      <Combobox.Empty className="px-1 py-1.5 text-sm text-ink-faint empty:hidden">None of that name.</Combobox.Empty>
    </Combobox.Root>
  );
}

function Option({ field, option }: { field: RecordField; option: Choice }) {
  const isPersonal = field.kind === "member" && option.value !== "me";
  return (
    <Combobox.Item value={option} className={cn(itemClass, "group/option")}>
      <span
        aria-hidden
        className="flex size-4 shrink-0 items-center justify-center rounded border border-line-strong group-data-selected/option:border-accent group-data-selected/option:bg-accent"
      >
        <Combobox.ItemIndicator>
          <Check className="size-3 text-accent-ink" />
        </Combobox.ItemIndicator>
      </span>
      {(isPersonal || field.kind === "reference") && field.target !== "stage" && field.target !== "pipeline" && (
        <Avatar name={option.label} shape={isPersonal || isPerson(field.target ?? "") ? "person" : "thing"} />
      )}
      <span className="truncate">{option.value === "me" ? "Me" : option.label}</span>
    </Combobox.Item>
  );
}

/** What can be listed without asking for records. */
function useKnownOptions(field: RecordField): readonly Choice[] {
  const members = useQuery({ ...membersQuery, enabled: field.kind === "member" });
  const pipelines = useQuery({ ...pipelinesQuery, enabled: field.target === "stage" || field.target === "pipeline" });
  if (field.kind === "member") {
    const people = members.data?.map((member) => ({ value: member.userId ?? member.id, label: member.name })) ?? [];
    return [{ value: "me", label: "me" }, ...people];
  }
  if (field.target === "pipeline") return pipelines.data?.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  if (field.target === "stage") {
    const several = (pipelines.data?.length ?? 0) > 1;
    const stages = pipelines.data?.flatMap((pipeline) =>
      pipeline.stages.map(({ id, name }) => ({ value: id, label: several ? `${pipeline.name}: ${name}` : name })),
    );
    return stages ?? [];
  }
  // A comma parts one value from the next.
  return choicesOf(field).filter(({ value }) => !value.includes(","));
}

function useFoundRecords(field: RecordField | undefined, search: string): Choice[] {
  const target = useRecordTypes().find(({ name }) => name === field?.target);
  const { data } = useQuery({
    ...fewRecordsQuery(target?.plural ?? "", { limit: 20, search, sort: search ? undefined : "-updatedAt" }),
    enabled: target !== undefined,
    placeholderData: keepPreviousData,
  });
  return data?.map((record) => ({ value: record.id, label: nameOf(record) })) ?? [];
}
