import { Undo2 } from "lucide-react";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { ImportRun } from "../api/contract.ts";
import { Button } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { formatDecimal } from "../records/format.ts";
import { useRefreshImport } from "./use-import-verbs.ts";

type Undoable = Pick<ImportRun, "id" | "created" | "updated" | "related">;

/** Offers the way back; what was changed since stays, and is told. */
export function UndoImport({ run, size = "md" }: { run: Undoable; size?: "sm" | "md" }) {
  const [asking, setAsking] = useState(false);
  const refresh = useRefreshImport(run.id);
  return (
    <>
      <Button size={size} look={size === "sm" ? "quiet" : "secondary"} onClick={() => setAsking(true)}>
        <Undo2 aria-hidden />
        Undo
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title="Undo this import?"
        description={consequences(run)}
        action="Undo the import"
        onConfirm={async () => {
          await call("POST /api/imports/{id}/undo", { params: { id: run.id } });
          await refresh();
        }}
      />
    </>
  );
}

function consequences({ created, updated, related }: Undoable): string {
  const parts = [
    created + related > 0 &&
      `${count(created + related, "record")} that it created ${created + related === 1 ? "goes" : "go"} to the trash.`,
    updated > 0 &&
      `${count(updated, "record")} that it changed ${updated === 1 ? "gets its" : "get their"} former values back.`,
    "What somebody has changed since, or refers to, stays as it is.",
  ];
  return parts.filter(Boolean).join(" ");
}

function count(number: number, what: string): string {
  return `${formatDecimal(number)} ${what}${number === 1 ? "" : "s"}`;
}
