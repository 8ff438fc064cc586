import { Check, Copy, Download } from "lucide-react";
import { useState } from "react";
import { Button } from "../components/button.tsx";

type RecoveryCodesProps = { codes: string[]; email: string; onDone: () => void };

/** Recovery codes, which are shown this once. */
export function RecoveryCodes({ codes, email, onDone }: RecoveryCodesProps) {
  const [copied, setCopied] = useState(false);
  const copy = () => navigator.clipboard.writeText(codes.join("\n")).then(() => setCopied(true));
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-pretty text-ink-muted">
        Each of these lets you in once, without your phone. Keep them apart from your phone: they are shown only this
        once.
      </p>
      <ul
        aria-label="Recovery codes"
        className="grid grid-cols-2 gap-x-4 gap-y-1 rounded-lg border border-line bg-canvas p-3 font-mono text-xs select-all"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        {/* Over plain HTTP on a LAN there is no clipboard; a click selects them all for Ctrl+C. */}
        {"clipboard" in navigator && (
          <Button onClick={() => void copy().catch(() => undefined)}>
            {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
            {copied ? "Copied" : "Copy"}
          </Button>
        )}
        <Button onClick={() => download(codes, email)}>
          <Download aria-hidden />
          Download
        </Button>
        <Button look="primary" className="ml-auto" onClick={onDone}>
          I have kept them
        </Button>
      </div>
    </div>
  );
}

function download(codes: string[], email: string): void {
  const text = [`Recovery codes of ${email} for NextCRM at ${window.location.host}`, "", ...codes, ""].join("\n");
  const href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  Object.assign(document.createElement("a"), { href, download: "nextcrm-recovery-codes.txt" }).click();
  URL.revokeObjectURL(href);
}
