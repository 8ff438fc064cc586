import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { History } from "lucide-react";
import { useState } from "react";
import { PageHeader } from "../app/page-header.tsx";
import { useCan } from "../app/session.ts";
import { useAddressSearch } from "../app/use-search.ts";
import { buttonClass } from "../components/button.tsx";
import { Select } from "../components/select.tsx";
import type { RecordType } from "../records/model.ts";
import { useRecordTypes } from "../records/queries.ts";
import { ChooseFile } from "./choose-file.tsx";
import { ImportSteps } from "./import-steps.tsx";
import { MapColumns } from "./map-columns.tsx";
import { MayNotImport } from "./may-not-import.tsx";
import { draftOf, firstPlan, type Plan } from "./plan.ts";

const route = getRouteApi("/inside/$plural/import");

/** A CSV file becomes records: choose it and say what its columns are. The rest has an address of its own. */
export function ImportPage() {
  const { type } = route.useRouteContext();
  const { from } = useAddressSearch();
  const can = useCan();
  if (!can("records.import")) {
    return (
      <>
        <PageHeader crumbs={[{ label: type.pluralLabel, plural: type.plural }]} title="Import" />
        <MayNotImport />
      </>
    );
  }
  return <FirstSteps key={`${type.name} ${from ?? ""}`} type={type} from={from} />;
}

function FirstSteps({ type, from }: { type: RecordType; from: string | undefined }) {
  const [draft, setDraft] = useState<{ file: File; plan: Plan } | undefined>(() => draftOf(from));
  return (
    <>
      <PageHeader
        crumbs={[{ label: type.pluralLabel, plural: type.plural }]}
        title="Import"
        actions={
          <Link to="/imports" search={{}} className={buttonClass({ look: "quiet" })}>
            <History aria-hidden />
            Past imports
          </Link>
        }
      />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-6 lg:px-8">
        <div className="mx-auto max-w-3xl">
          <ImportSteps at={draft ? "Columns" : "File"} />
          {draft ? (
            <MapColumns type={type} file={draft.file} startingPlan={draft.plan} onBack={() => setDraft(undefined)} />
          ) : (
            <>
              <TypeChoice type={type} />
              <ChooseFile type={type} onChoose={(file) => setDraft({ file, plan: firstPlan })} />
            </>
          )}
        </div>
      </div>
    </>
  );
}

/** Whoever came here from elsewhere than a list has not said yet what the file holds. */
function TypeChoice({ type }: { type: RecordType }) {
  const navigate = useNavigate();
  const options = useRecordTypes().map(({ plural, pluralLabel }) => ({ value: plural, label: pluralLabel }));
  return (
    <div className="mb-4 flex items-center gap-3 text-sm">
      <span className="text-ink-muted">The file holds</span>
      <Select
        label="What the file holds"
        className="w-48"
        value={type.plural}
        options={options}
        onChange={(plural) => plural && void navigate({ to: "/$plural/import", params: { plural }, search: {} })}
      />
    </div>
  );
}
