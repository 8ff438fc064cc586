import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useMe } from "../../app/session.ts";
import { useShortcuts } from "../../app/shortcuts.ts";
import { PageHeader } from "../../app/page-header.tsx";
import { cn } from "../../components/class-names.ts";
import { Tabs } from "../../components/tabs.tsx";
import { ErrorState, SkeletonLines } from "../../components/states.tsx";
import { useNarrow } from "../list/use-narrow.ts";
import { nameOf, type RecordType, type StoredRecord } from "../model.ts";
import { recordQuery, useRecordType } from "../queries.ts";
import type { ComposerWish } from "./composer.tsx";
import { useComposerKinds } from "./composer-kinds.ts";
import { FileDropArea } from "./file-drop.tsx";
import { RecordActions } from "./record-actions.tsx";
import { RecordDetails } from "./record-details.tsx";
import { RecordHeading } from "./record-heading.tsx";
import { RecordSteps } from "./record-steps.tsx";
import { RecordVerbs } from "./record-verbs.tsx";
import { RelatedRecords } from "./related-records.tsx";
import { useRelations } from "./relations.ts";
import { Timeline } from "./timeline.tsx";
import { GoneNotice, TrashNotice } from "./trash-notice.tsx";
import { hasPaper, TypePaper, TypeSection } from "./type-section.tsx";
import { useDetailsAside } from "./use-details-aside.ts";
import { useFreshRecord } from "./use-fresh-record.ts";
import { useMayEdit } from "./use-may-edit.ts";

const FilesSection = lazy(() =>
  import("../../documents/files-section.tsx").then((module) => ({ default: module.FilesSection })),
);
const DuplicatesNotice = lazy(() =>
  import("./duplicates-notice.tsx").then((module) => ({ default: module.DuplicatesNotice })),
);

const HeldMark = lazy(() => import("./held-mark.tsx").then((module) => ({ default: module.HeldMark })));

const route = getRouteApi("/inside/$plural/$id");

export function RecordPage() {
  const { type } = route.useRouteContext();
  const { id } = route.useParams();
  const record = useQuery(recordQuery(type.plural, id));
  const { gone } = useFreshRecord(type, record.data);
  const crumbs = [{ label: type.pluralLabel, plural: type.plural }];
  if (!record.data) {
    return (
      <>
        <PageHeader
          crumbs={crumbs}
          title={record.isError ? "Not found" : "…"}
          actions={<RecordSteps key={type.plural} type={type} id={id} />}
        />
        {record.isError ? (
          <ErrorState error={record.error} retry={() => void record.refetch()} />
        ) : (
          <SkeletonLines lines={8} />
        )}
      </>
    );
  }
  return (
    <>
      <PageHeader
        crumbs={crumbs}
        title={nameOf(record.data)}
        actions={
          <>
            <RecordSteps key={type.plural} type={type} id={id} />
            <RecordActions key={id} type={type} record={record.data} />
          </>
        }
      />
      {gone ? <GoneNotice type={type} /> : record.data.deletedAt && <TrashNotice type={type} record={record.data} />}
      <RecordBody key={`${type.name} ${id}`} type={type} record={record.data} />
    </>
  );
}

type RecordProps = { type: RecordType; record: StoredRecord };

/** The story in the middle, the facts at the side; on a phone the facts are the first tab. */
function RecordBody({ type, record }: RecordProps) {
  const { currentOrganization } = useMe();
  const narrow = useNarrow();
  const mayEdit = useMayEdit(record);
  const documents = useRecordType("document");
  const details = <RecordDetails type={type} record={record} />;
  const body = (
    <div
      className={cn(
        "flex min-h-0 flex-1 overflow-hidden",
        hasPaper(type) ? "print:hidden" : "print:block print:overflow-visible",
      )}
    >
      <div className="min-w-0 flex-1 overflow-y-auto px-4 py-5 lg:px-8 print:overflow-visible">
        <div className="mx-auto max-w-3xl">
          <p className="mb-6 hidden text-sm font-semibold print:block">{currentOrganization?.name}</p>
          <RecordHeading type={type} record={record} />
          <Suspense>
            <HeldMark type={type} record={record} />
          </Suspense>
          {mergeable.has(type.name) && !record.deletedAt && (
            <Suspense>
              <DuplicatesNotice type={type} record={record} />
            </Suspense>
          )}
          <TypeSection type={type} record={record} />
          <div className="print:hidden">
            <RecordTabs type={type} record={record} details={details} />
          </div>
        </div>
      </div>
      <aside
        aria-label="Details"
        className="w-88 shrink-0 overflow-y-auto border-l border-line px-4 py-4 max-lg:hidden print:mx-auto print:block print:w-full print:max-w-[50rem] print:border-0 print:px-2"
      >
        {details}
      </aside>
    </div>
  );
  const links = documents?.fields.find((field) => field.name === "links");
  return (
    <>
      {documents && mayEdit && links?.targets?.includes(type.name) ? (
        <FileDropArea documents={documents} type={type} record={record}>
          {body}
        </FileDropArea>
      ) : (
        body
      )}
      <TypePaper type={type} record={record} />
      {narrow && mayEdit && (
        <div className="flex gap-2 border-t border-line bg-surface px-4 py-2 empty:hidden print:hidden *:flex-1">
          <RecordVerbs type={type} record={record} />
        </div>
      )}
    </>
  );
}

/** Types of which people enter the same one twice. */
const mergeable = new Set(["account", "contact", "lead"]);

function RecordTabs({ type, record, details }: RecordProps & { details: React.ReactNode }) {
  const [chosen, setTab] = useState<string>();
  const isAside = useDetailsAside();
  // Also when a window or a turned tablet changes its width.
  const tab = isAside && chosen === "details" ? "timeline" : (chosen ?? (isAside ? "timeline" : "details"));
  const [wish, setWish] = useState<ComposerWish>();
  const mayEdit = useMayEdit(record);
  const kinds = useComposerKinds(type).map(({ value }) => value);
  const write = (kind: string | undefined) => () => {
    if (!mayEdit || !kind) return false;
    setTab("timeline");
    setWish({ kind });
    return true;
  };
  useShortcuts([
    { keys: "n", label: "Write a note", group: "Record", run: write(kinds[0]) },
    { keys: "t", label: "Add a task", group: "Record", run: write(kinds.find((kind) => kind === "task")) },
  ]);
  const relations = useRelations(type);
  const links = useRecordType("document")?.fields.find((field) => field.name === "links");
  const holdsFiles = links?.targets?.includes(type.name);
  const related = <RelatedRecords relations={relations} record={record} type={type} />;
  const files = (
    <Suspense fallback={<SkeletonLines lines={3} />}>
      <FilesSection type={type} record={record} />
    </Suspense>
  );
  return (
    <Tabs
      value={tab}
      onChange={setTab}
      tabs={[
        { value: "details", label: "Details", content: details, className: "lg:hidden" },
        {
          value: "timeline",
          label: "Timeline",
          content: <Timeline type={type} record={record} wish={wish} />,
        },
        ...(relations.length > 0 ? [{ value: "related", label: "Related", content: related }] : []),
        ...(holdsFiles ? [{ value: "files", label: "Files", content: files }] : []),
      ]}
    />
  );
}
