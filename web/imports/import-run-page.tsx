import { getRouteApi, Link } from "@tanstack/react-router";
import { History } from "lucide-react";
import { PageHeader } from "../app/page-header.tsx";
import { useCan } from "../app/session.ts";
import { buttonClass } from "../components/button.tsx";
import { ErrorState, SkeletonLines } from "../components/states.tsx";
import { useRecordType } from "../records/queries.ts";
import { ImportReport } from "./import-report.tsx";
import { type FollowedRun, isOver, useImportRun } from "./import-run.ts";
import { ImportSteps } from "./import-steps.tsx";
import { MayNotImport } from "./may-not-import.tsx";
import { RehearsalReport } from "./rehearsal-report.tsx";
import { RunCounts } from "./run-counts.tsx";
import { RunProgress } from "./run-progress.tsx";
import { UndoProgress } from "./undo-progress.tsx";

const route = getRouteApi("/inside/imports/$id");

/** An import has an address: it is found again after a reload, in another tab, on another day. */
export function ImportRunPage() {
  const { id } = route.useParams();
  const can = useCan();
  if (!can("records.import")) {
    return (
      <>
        <PageHeader title="Import" />
        <MayNotImport />
      </>
    );
  }
  return <Followed key={id} id={id} />;
}

function Followed({ id }: { id: string }) {
  const run = useImportRun(id);
  const title = run.data?.filename ?? "Import";
  return (
    <>
      <PageHeader
        crumbs={[{ label: "Imports", plural: "imports" }]}
        title={title}
        actions={
          <Link to="/imports" search={{}} className={buttonClass({ look: "quiet" })}>
            <History aria-hidden />
            <span className="max-sm:sr-only">Past imports</span>
          </Link>
        }
      />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-6 lg:px-8">
        <div className="mx-auto max-w-3xl">
          {run.isPending && <SkeletonLines lines={5} />}
          {run.isError && !run.data && <ErrorState error={run.error} retry={() => void run.refetch()} />}
          {run.data && (
            <>
              <ImportSteps at={run.data.dryRun ? "Check" : "Import"} />
              <Stage run={run.data} />
            </>
          )}
        </div>
      </div>
    </>
  );
}

function Stage({ run }: { run: FollowedRun }) {
  const type = useRecordType(run.type);
  const many = type?.pluralLabel.toLowerCase() ?? "records";
  if (run.undo && run.undo.status !== "done") return <UndoProgress run={run} />;
  if (!isOver(run)) {
    return (
      <div className="flex flex-col gap-5">
        <RunProgress run={run} many={many} />
        <RunCounts run={run} />
      </div>
    );
  }
  return run.dryRun ? <RehearsalReport run={run} type={type} /> : <ImportReport run={run} type={type} />;
}
