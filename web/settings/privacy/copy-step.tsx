import { Download } from "lucide-react";
import { useState } from "react";
import { addressOf, call } from "../../api/client.ts";
import { reasonOf } from "../../api/problem.ts";
import { Button, buttonClass } from "../../components/button.tsx";
import { FormError } from "../../components/states.tsx";
import { formatBytes, formatDecimal, formatMoment } from "../../records/format.ts";
import { Section } from "../section.tsx";
import { isWriting, type PrivacyRequest } from "./request-queries.ts";
import { useSaved } from "./use-saved.ts";

/** The file: written, looked through, handed over. */
export function CopyStep({ request }: { request: PrivacyRequest }) {
  const { id, file, exportedAt, erasedAt } = request;
  const saved = useSaved();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const act = (run: () => Promise<PrivacyRequest>) => async () => {
    setBusy(true);
    setRefusal(undefined);
    await run().then(saved, (error: unknown) => setRefusal(reasonOf(error)));
    setBusy(false);
  };
  const write = act(() => call("POST /api/organization/person-requests/{id}/export", { params: { id } }));
  const finish = act(() => call("POST /api/organization/person-requests/{id}/finish", { params: { id } }));
  const isReady = file?.status === "completed";
  const mayFinish = exportedAt !== null || erasedAt !== null;
  return (
    <Section
      title="Their copy"
      intro="A ZIP with everything about them: it opens in a browser without a network. Comments may mention others; look through it before you hand it over."
    >
      <div className="flex flex-wrap items-center gap-2">
        {isReady && (
          <a
            href={addressOf("/api/organization/person-requests/{id}/file", { id })}
            download
            className={buttonClass({ look: "primary" })}
          >
            <Download aria-hidden />
            Download {file.size !== null && `(${formatBytes(file.size)})`}
          </a>
        )}
        {erasedAt === null && (
          <Button look={file ? undefined : "primary"} busy={busy || isWriting(request)} onClick={() => void write()}>
            {file ? "Write it again" : "Write the file"}
          </Button>
        )}
        {mayFinish && (
          <Button busy={busy} onClick={() => void finish()}>
            {erasedAt === null ? "It was handed over" : "Close"}
          </Button>
        )}
      </div>
      <p role="status" className="mt-2 text-sm text-ink-muted">
        {isWriting(request) && `Being written: ${formatDecimal(file?.progress.done ?? 0)} lines and files so far.`}
        {isReady && `Stays until ${formatMoment(file.expiresAt)}. Each download is in the audit log.`}
        {file?.status === "expired" && (file.failure ?? "The file has expired. Write it again.")}
      </p>
      {file?.status === "failed" && <p className="text-sm text-danger">{file.failure}</p>}
      <FormError>{refusal}</FormError>
    </Section>
  );
}
