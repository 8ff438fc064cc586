import { Check, Copy } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { Button } from "../components/button.tsx";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";

type CopyOnceProps = {
  label: string;
  text: string;
  hint?: ReactNode;
  autoFocus?: boolean;
  /** Where there are several to copy. */
  copyLabel?: string;
};

/** A text that is shown this once, with a button that copies it. */
export function CopyOnce({ label, text, hint, copyLabel, autoFocus = false }: CopyOnceProps) {
  const [copied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  async function copy() {
    field.current?.select();
    // Over plain HTTP on a LAN there is no clipboard; the text is selected for Ctrl+C.
    if (!navigator.clipboard) return;
    await navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => undefined,
    );
  }
  return (
    <div className="flex items-start gap-2">
      <Field label={label} hint={hint} className="flex-1">
        <Input
          ref={field}
          readOnly
          value={text}
          autoFocus={autoFocus}
          onFocus={(event) => event.target.select()}
          className="font-mono text-xs"
        />
      </Field>
      <Button className="mt-5" aria-label={copyLabel} onClick={() => void copy()}>
        {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
        {copied ? "Copied" : "Copy"}
      </Button>
    </div>
  );
}
