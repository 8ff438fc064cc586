import type { LinkedExport } from "../api/contract.ts";
import { CheckpointCard } from "../audit/verify/checkpoint-card.tsx";

/** How to trust neither this page nor whoever serves it. */
export function HowToVerify({ linked: { format, checkpoint } }: { linked: LinkedExport }) {
  return (
    <details className="mt-5 border-t border-line pt-4 text-sm text-pretty text-ink-muted">
      <summary className="cursor-pointer rounded text-ink">
        <h2 className="inline font-medium">How to verify it elsewhere</h2>
      </summary>
      <div className="mt-3 flex flex-col gap-3">
        <p>That the download is whole, with the SHA-256 above:</p>
        <Command>sha256sum FILE</Command>
        {format === "jsonl" && (
          <>
            <p>
              That each event is as it was sealed, with a program that needs neither this server nor a database. A
              checkpoint that you kept from earlier also shows that nothing before it was rewritten:
            </p>
            <Command>nextcrm audit verify --export FILE --checkpoint KEPT</Command>
          </>
        )}
        {format === "ocsf" ? (
          <p>This format is for other systems to read. Ask for JSON Lines where something has to be proven.</p>
        ) : (
          <p>
            With other people’s programs: the checkpoint is a C2SP signed note, the tree RFC 6962’s, and each event has
            its sealed text and what leads from it to the checkpoint. docs/VERIFY.md in NextCRM’s source has the
            details.
          </p>
        )}
        {checkpoint !== null && format !== "ocsf" && (
          <CheckpointCard
            title="The file’s checkpoint"
            advice="Keep it where the operator of this server cannot change it, and compare its key with one that you got another way."
            note={checkpoint}
          />
        )}
      </div>
    </details>
  );
}

function Command({ children }: { children: string }) {
  return (
    <pre
      tabIndex={0}
      className="overflow-x-auto rounded-lg border border-line bg-canvas px-3 py-2 font-mono text-2xs leading-4 whitespace-pre-wrap wrap-anywhere text-ink select-all"
    >
      {children}
    </pre>
  );
}
