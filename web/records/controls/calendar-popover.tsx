import { CalendarDays } from "lucide-react";
import type { ReactNode } from "react";
import { Button, IconButton } from "../../components/button.tsx";
import { Popover } from "../../components/popover.tsx";
import { today } from "../clock.ts";
import { Calendar } from "./calendar.tsx";

type CalendarPopoverProps = {
  label: string;
  day: string | undefined;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onPick: (day: string) => void;
  onClear?: (() => void) | undefined;
  /** What stands between the days and the buttons, such as a time. */
  children?: ReactNode;
};

/** The button at the end of a date's input and the month that it opens. */
export function CalendarPopover({ label, day, open, onOpenChange, onPick, onClear, children }: CalendarPopoverProps) {
  return (
    <Popover
      label={label}
      align="end"
      open={open}
      onOpenChange={onOpenChange}
      className="w-68 p-2.5 pointer-coarse:w-80"
      trigger={
        <IconButton
          label="Open the calendar"
          size="icon-sm"
          className="absolute inset-y-0.5 right-0.5 my-auto pointer-coarse:size-9"
        >
          <CalendarDays aria-hidden />
        </IconButton>
      }
    >
      <Calendar value={day} onPick={onPick} />
      {children}
      <div className="mt-1.5 flex justify-between border-t border-line pt-1.5">
        <Button look="quiet" size="sm" onClick={() => onPick(today())}>
          Today
        </Button>
        {onClear && (
          <Button look="quiet" size="sm" onClick={onClear}>
            Clear
          </Button>
        )}
      </div>
    </Popover>
  );
}
