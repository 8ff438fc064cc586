import { Input } from "../../components/input.tsx";
import type { ControlProps } from "./field-control.tsx";

/** A moment in the reader's own time zone; kept in UTC. */
export function DateTimeInput({ value, onChange, autoFocus, label }: ControlProps) {
  return (
    <Input
      type="datetime-local"
      aria-label={label}
      autoFocus={autoFocus}
      value={typeof value === "string" ? localText(value) : ""}
      onChange={(event) => {
        const moment = new Date(event.target.value);
        onChange(Number.isNaN(moment.getTime()) ? null : moment.toISOString());
      }}
    />
  );
}

function localText(iso: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return "";
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
