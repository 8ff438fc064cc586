import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { PageHeader } from "../../app/page-header.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { ErrorState, SkeletonLines } from "../../components/states.tsx";
import { nameOf, type RecordType, type StoredRecord } from "../model.ts";
import { recordQuery, useRecordType } from "../queries.ts";
import { RecordActions } from "./record-actions.tsx";
import { RecordDetails } from "./record-details.tsx";
import { RecordHeading } from "./record-heading.tsx";
import { RelatedRecords, useRelations } from "./related-records.tsx";
import { Timeline } from "./timeline.tsx";
import { TrashNotice } from "./trash-notice.tsx";
import { TypeSection } from "./type-section.tsx";

const FilesSection = lazy(() =>
  import("../../documents/files-section.tsx").then((module) => ({ default: module.FilesSection })),
);

const route = getRouteApi("/inside/$plural/$id");

export function RecordPage() {
  const { type } = route.useRouteContext();
  const { id } = route.useParams();
  const record = useQuery(recordQuery(type.plural, id));
  const crumbs = [{ label: type.pluralLabel, plural: type.plural }];
  if (!record.data) {
    return (
      <>
        <PageHeader crumbs={crumbs} title={record.isError ? "Not found" : "…"} />
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
        actions={<RecordActions type={type} record={record.data} />}
      />
      {record.data.deletedAt && <TrashNotice type={type} record={record.data} />}
      <RecordBody key={id} type={type} record={record.data} />
    </>
  );
}

/** The story in the middle, the facts at the side; on a phone the facts are the first tab. */
function RecordBody({ type, record }: { type: RecordType; record: StoredRecord }) {
  const [tab, setTab] = useState(() => (window.matchMedia("(min-width: 64rem)").matches ? "timeline" : "details"));
  const relations = useRelations(type);
  const holdsFiles = useRecordType("document")
    ?.fields.find((field) => field.name === "links")
    ?.targets?.includes(type.name);
  const details = <RecordDetails type={type} record={record} />;
  return (
    <div className="flex min-h-0 flex-1 overflow-hidden">
      <div className="min-w-0 flex-1 overflow-y-auto px-4 py-5 lg:px-8">
        <div className="mx-auto max-w-3xl">
          <RecordHeading type={type} record={record} />
          <TypeSection type={type} record={record} />
          <Tabs
            value={tab}
            onChange={setTab}
            tabs={[
              { value: "details", label: "Details", content: details, className: "lg:hidden" },
              { value: "timeline", label: "Timeline", content: <Timeline type={type} record={record} /> },
              ...(relations.length > 0
                ? [
                    {
                      value: "related",
                      label: "Related",
                      content: <RelatedRecords relations={relations} record={record} type={type} />,
                    },
                  ]
                : []),
              ...(holdsFiles
                ? [
                    {
                      value: "files",
                      label: "Files",
                      content: (
                        <Suspense fallback={<SkeletonLines lines={3} />}>
                          <FilesSection type={type} record={record} />
                        </Suspense>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        </div>
      </div>
      <aside
        aria-label="Details"
        className="w-88 shrink-0 overflow-y-auto border-l border-line px-4 py-4 max-lg:hidden"
      >
        {details}
      </aside>
    </div>
  );
}
