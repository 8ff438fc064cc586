import { Input } from "../../components/input.tsx";
import { momentAt, wallTime } from "../clock.ts";
import type { ControlProps } from "./field-control.tsx";

/** A moment in the reader's own time zone; kept in UTC. */
export function DateTimeInput({ value, onChange, autoFocus, label }: ControlProps) {
  return (
    <Input
      type="datetime-local"
      aria-label={label}
      autoFocus={autoFocus}
      value={typeof value === "string" ? localText(value) : ""}
      onChange={(event) => onChange(momentAt(event.target.value))}
    />
  );
}

function localText(iso: string): string {
  const moment = new Date(iso);
  return Number.isNaN(moment.getTime()) ? "" : wallTime(moment);
}
