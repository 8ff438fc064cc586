import { type ComponentType, lazy, Suspense } from "react";
import { SkeletonLines } from "../../components/states.tsx";
import type { RecordType, StoredRecord } from "../model.ts";
import { RowsSection } from "./rows-section.tsx";

type SectionProps = { type: RecordType; record: StoredRecord };

/** What only this type's page shows, between the heading and the tabs. */
const sections: Record<string, ComponentType<SectionProps>> = {
  document: lazy(() =>
    import("../../documents/document-file.tsx").then((module) => ({ default: module.DocumentFile })),
  ),
  invoice: lazy(() => import("../../invoices/invoice-body.tsx").then((module) => ({ default: module.InvoiceBody }))),
  project: lazy(() =>
    import("../../projects/project-progress.tsx").then((module) => ({ default: module.ProjectProgress })),
  ),
};

/** What goes on paper in place of the page, for types that others are sent. */
const papers: Record<string, ComponentType<SectionProps>> = {
  invoice: lazy(() => import("../../invoices/invoice-paper.tsx").then((module) => ({ default: module.InvoicePaper }))),
};

export function hasPaper(type: RecordType): boolean {
  return type.name in papers;
}

export function TypePaper({ type, record }: SectionProps) {
  const Paper = papers[type.name];
  return Paper ? (
    <Suspense>
      <Paper type={type} record={record} />
    </Suspense>
  ) : null;
}

/** A type without a section of its own shows the rows that belong to its records. */
export function TypeSection({ type, record }: SectionProps) {
  const Section = sections[type.name];
  if (Section) {
    return (
      <Suspense fallback={<SkeletonLines lines={3} />}>
        <Section type={type} record={record} />
      </Suspense>
    );
  }
  return type.fields
    .filter((field) => field.kind === "rows")
    .map((field) => <RowsSection key={field.name} type={type} record={record} field={field} />);
}
