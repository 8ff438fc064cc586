import { X } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../../components/button.tsx";
import { Select } from "../../components/select.tsx";
import { useRecordTypes } from "../queries.ts";
import { ReferenceLink } from "../value.tsx";
import type { ControlProps } from "./field-control.tsx";
import { ReferencePicker } from "./reference-picker.tsx";

type LinkValue = { type: string; id: string; title?: string };

/** Records of several types that this one is about. */
export function LinksInput({ field, value, onChange }: ControlProps) {
  const links = Array.isArray(value) ? (value as LinkValue[]) : [];
  const types = useRecordTypes().filter((type) => field.targets?.includes(type.name) ?? true);
  const [kind, setKind] = useState<string>(types[0]?.name ?? "account");
  const plain = (all: LinkValue[]) => onChange(all.map(({ type, id }) => ({ type, id })));
  return (
    <div className="flex flex-col gap-1.5">
      {links.map((link) => (
        <div key={link.id} className="flex items-center justify-between gap-2">
          <ReferenceLink target={link.type} of={{ id: link.id, title: link.title ?? link.type }} />
          <IconButton
            label="Remove"
            size="icon-sm"
            onClick={() => plain(links.filter((other) => other.id !== link.id))}
          >
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      <div className="flex gap-1.5">
        <Select
          label="Type of record"
          className="w-32 shrink-0"
          value={kind}
          options={types.map((type) => ({ value: type.name, label: type.label }))}
          onChange={(next) => next && setKind(next)}
        />
        <div className="min-w-0 flex-1">
          <ReferencePicker
            key={`${kind} ${links.length}`}
            field={{ ...field, kind: "reference", target: kind }}
            value={null}
            label="Record to link"
            onChange={(id) => typeof id === "string" && plain([...links, { type: kind, id }])}
          />
        </div>
      </div>
    </div>
  );
}
