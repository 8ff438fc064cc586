import { type FocusEvent, type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { MyChange } from "../../conflict/ask.ts";
import { FieldControl } from "../../controls/field-control.tsx";
import { type RecordField, type RecordType, type Reference, type StoredRecord, valueOf } from "../../model.ts";
import { currencyOf } from "../../value.tsx";
import { isLarge, isPicked } from "./editable.ts";

/** Where the cursor goes after saving. */
export type After = "stay" | "next" | "previous" | "elsewhere";

/** What was pressed before the editor was there: characters, and the key that ends the writing. */
export type Typed = { text: string; end?: string };

export type CellEditorProps = {
  type: RecordType;
  record: StoredRecord;
  /** One, or those that make up a name. */
  fields: readonly RecordField[];
  /** What was refused before, to be mended. */
  draft: readonly MyChange[] | undefined;
  fault: string | undefined;
  /** Takes what was typed before the editor was there; it replaces the value. */
  takeTyped: () => Typed;
  onSave: (changes: MyChange[], after: After) => void;
  onGiveUp: () => void;
};

/** Writes one cell. Enter saves and stays, Tab saves and goes on, Escape gives up, leaving saves. */
export function CellEditor({ type, record, fields, draft, fault, takeTyped, onSave, onGiveUp }: CellEditorProps) {
  const own = useRef<HTMLDivElement>(null);
  const isDone = useRef(false);
  const [changes, setChanges] = useState<MyChange[]>(() =>
    fields.map((field) => ({
      field,
      value: draft?.find((change) => change.field.name === field.name)?.value ?? valueOf(record, field),
    })),
  );
  const only = fields.length === 1 ? fields[0] : undefined;
  const picking = only !== undefined && isPicked(only);
  const large = only !== undefined && isLarge(only);
  useBeginning(own, picking, takeTyped);

  function finish(next: MyChange[], after: After) {
    if (isDone.current) return;
    isDone.current = true;
    onSave(next, after);
  }
  function change(field: RecordField, value: unknown) {
    const next = changes.map((one) => (one.field === field ? { field, value } : one));
    setChanges(next);
    if (picking) finish(next, "stay");
  }
  /** Before the control hears of it: some empty themselves on Escape, and picking would save that. */
  function onEscape(event: KeyboardEvent) {
    if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    isDone.current = true;
    onGiveUp();
  }
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    event.stopPropagation();
    // What happens in a popup, or was meant for one, is the control's business.
    const isOurs = event.currentTarget.contains(event.target as Node) && !event.defaultPrevented;
    if (!isOurs) return;
    const leaves = event.key === "Tab" && !hasNext(event.currentTarget, event.target as Element, event.shiftKey);
    if (event.key === "Enter" && !picking && (!large || event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      finish(changes, "stay");
    } else if (leaves) {
      event.preventDefault();
      finish(changes, event.shiftKey ? "previous" : "next");
    }
  }
  function onBlur(event: FocusEvent<HTMLDivElement>) {
    const to = event.relatedTarget;
    if (
      event.currentTarget.contains(to) ||
      (to instanceof Element && to.closest("[role=listbox],[role=dialog],.popup"))
    )
      return;
    // Without a target the window lost the focus, or a popup closes.
    if (to || !picking) finish(changes, "elsewhere");
  }
  return (
    <div
      ref={own}
      role="group"
      aria-label={labelOf(type, fields)}
      onKeyDownCapture={onEscape}
      onKeyDown={onKeyDown}
      onBlur={onBlur}
    >
      <div className="flex gap-1 *:min-w-0 *:flex-1">
        {changes.map(({ field, value }) => (
          <FieldControl
            key={field.name}
            field={field}
            label={field.label}
            value={value}
            referred={record[field.name] as Reference | null}
            currency={field.kind === "money" ? currencyOf(field, record) : null}
            plural={type.plural}
            onChange={(next) => change(field, next)}
          />
        ))}
      </div>
      {fault && (
        <p role="alert" className="mt-1 px-1 pb-0.5 text-xs text-danger">
          {fault}
        </p>
      )}
      {large && (
        <p className="mt-1 px-1 pb-0.5 text-2xs text-ink-faint">Ctrl+Enter or leaving saves, Escape gives up.</p>
      )}
    </div>
  );
}

function labelOf(type: RecordType, fields: readonly RecordField[]): string {
  return `Edit ${fields.length === 1 ? fields[0]?.label : `the ${type.label.toLowerCase()}'s name`}`;
}

/**
 * Focuses the control with its text selected, puts in what was typed meanwhile, and opens what is picked from.
 * All at once, and not by autoFocus: until then the keys go to the grid, which keeps them for us.
 */
function useBeginning(own: React.RefObject<HTMLDivElement | null>, picking: boolean, takeTyped: () => Typed) {
  const take = useRef(takeTyped);
  useLayoutEffect(() => {
    take.current = takeTyped;
  });
  useEffect(() => {
    const control = own.current?.querySelector<HTMLElement>(
      "input:not([type=hidden],[aria-hidden=true]),textarea,button",
    );
    if (!control) return;
    control.focus({ preventScroll: true });
    const isText = control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement;
    if (isText) control.select();
    const { text, end } = take.current();
    if (end === undefined && (!text || !isText)) return picking ? openPopup(control) : undefined;
    // The browser's own way to type: every control hears of it as of a key.
    if (text && isText) document.execCommand("insertText", false, text);
    // Some controls select their text a frame after they are focused.
    requestAnimationFrame(() => {
      if (end !== undefined) press(control, end);
      else if (isText && control.selectionStart !== null)
        control.setSelectionRange(control.value.length, control.value.length);
    });
  }, [own, picking]);
}

/** Shows what there is to pick from: a button is pressed, an input is told as by the arrow key. */
function openPopup(control: HTMLElement): void {
  if (control instanceof HTMLButtonElement) control.click();
  else press(control, "ArrowDown");
}

/** Tells a control of a key as if it was pressed now: `Tab`, or `Shift+Tab`. */
function press(control: HTMLElement, keys: string): void {
  const shiftKey = keys.startsWith("Shift+");
  const key = shiftKey ? keys.slice("Shift+".length) : keys;
  control.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }));
}

/** Whether Tab still finds a control of this editor. */
function hasNext(own: Element, from: Element, backwards: boolean): boolean {
  const inputs = [...own.querySelectorAll("input:not([type=hidden],[tabindex='-1']),textarea")];
  const at = inputs.indexOf(from);
  return at >= 0 && (backwards ? at > 0 : at < inputs.length - 1);
}
