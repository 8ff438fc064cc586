import { ChevronRight, Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import type { RecordType } from "../model.ts";
import { ColumnChooser } from "./column-chooser.tsx";
import type { Condition } from "./conditions.ts";
import { Sentence } from "./filter-chip.tsx";
import { FilterEditor } from "./filter-editor.tsx";
import { listField } from "./list-fields.ts";
import { useListState } from "./list-state.ts";
import { SortEditor } from "./sort-editor.tsx";
import { EditedView } from "./views/edited-view.tsx";
import type { ViewWork } from "./views/use-view-work.tsx";

type Page = { name: "all" } | { name: "filter"; condition?: Condition } | { name: "columns" };

/** Conditions, order and columns of a list, from below. */
export function ListSheet({ type, work, onClose }: { type: RecordType; work: ViewWork; onClose: () => void }) {
  const [page, setPage] = useState<Page>({ name: "all" });
  const back = () => setPage({ name: "all" });
  const title =
    page.name === "filter" ? "Filter" : page.name === "columns" ? "What the cards tell" : "What the list shows";
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      className="max-sm:min-h-[60dvh]"
      footer={
        page.name === "all" ? (
          <Button look="primary" className="flex-1" onClick={onClose}>
            Done
          </Button>
        ) : (
          <Button className="flex-1" onClick={back}>
            Back
          </Button>
        )
      }
    >
      {page.name === "all" && <Overview type={type} work={work} onPage={setPage} />}
      {page.name === "filter" && <FilterEditor type={type} condition={page.condition} onDone={back} />}
      {page.name === "columns" && <ColumnChooser type={type} titled={false} />}
    </Dialog>
  );
}

type OverviewProps = { type: RecordType; work: ViewWork; onPage: (page: Page) => void };

function Overview({ type, work, onPage }: OverviewProps) {
  const state = useListState();
  return (
    <div className="flex flex-col gap-5">
      <Section
        title="Filters"
        action={
          state.conditions.length > 0 && (
            <Button look="quiet" size="sm" onClick={state.clear}>
              Clear
            </Button>
          )
        }
      >
        {state.conditions.map((condition) => (
          <ConditionRow
            key={`${condition.field} ${condition.comparison}`}
            type={type}
            condition={condition}
            onPage={onPage}
          />
        ))}
        <Button look="quiet" className="-mx-2 justify-start px-2" onClick={() => onPage({ name: "filter" })}>
          <Plus aria-hidden />
          Add a filter
        </Button>
      </Section>
      <Section title="Sort">
        <SortEditor type={type} />
      </Section>
      <Section title="View">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <span className="text-sm">{state.view.name}</span>
          <EditedView work={work} />
        </div>
        <RowButton onClick={() => onPage({ name: "columns" })}>What the cards tell</RowButton>
      </Section>
    </div>
  );
}

function ConditionRow({
  type,
  condition,
  onPage,
}: {
  type: RecordType;
  condition: Condition;
  onPage: (page: Page) => void;
}) {
  const field = listField(type, condition.field);
  if (!field) return null;
  return (
    <RowButton onClick={() => onPage({ name: "filter", condition })}>
      <Sentence field={field} condition={condition} />
    </RowButton>
  );
}

function RowButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="-mx-2 flex min-h-11 items-center gap-1 rounded-md px-2 text-left text-sm active:bg-pressed"
    >
      <span className="flex min-w-0 flex-1 items-center gap-1">{children}</span>
      <ChevronRight className="size-4 shrink-0 text-ink-faint" aria-hidden />
    </button>
  );
}

function Section({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-1.5" aria-label={title}>
      <div className="flex min-h-8 items-center justify-between">
        <h3 className="text-xs font-medium text-ink-muted">{title}</h3>
        {action}
      </div>
      {children}
    </section>
  );
}
