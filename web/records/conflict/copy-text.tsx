import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";

/** Text that must not get lost, with a button that copies it. */
export function CopyText({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <section aria-label={label}>
      <div className="mb-1 flex items-center justify-between gap-3">
        <h3 className="text-sm font-medium">{label}</h3>
        <Button
          size="sm"
          look="quiet"
          onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
        >
          {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
          {copied ? "Copied" : "Copy"}
        </Button>
      </div>
      <textarea
        readOnly
        aria-label={`Your ${label.toLowerCase()}`}
        value={text}
        rows={Math.min(10, Math.max(2, text.split("\n").length))}
        onFocus={(event) => event.currentTarget.select()}
        className="w-full rounded-md border border-line bg-canvas px-2.5 py-2 text-sm"
      />
    </section>
  );
}
