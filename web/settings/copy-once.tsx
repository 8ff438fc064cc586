import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "../components/button.tsx";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";

/** A text that is shown this once, with a button that copies it. */
export function CopyOnce({ label, text, hint }: { label: string; text: string; hint: string }) {
  const [copied, setCopied] = useState(false);
  async function copy() {
    // Over plain HTTP on a LAN there is no clipboard; the field can be selected by hand.
    await navigator.clipboard?.writeText(text);
    setCopied(navigator.clipboard !== undefined);
  }
  return (
    <div className="flex items-start gap-2">
      <Field label={label} hint={hint} className="flex-1">
        <Input readOnly value={text} onFocus={(event) => event.target.select()} className="font-mono text-xs" />
      </Field>
      <Button className="mt-5" onClick={() => void copy()}>
        {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
        {copied ? "Copied" : "Copy"}
      </Button>
    </div>
  );
}
