import { Link } from "@tanstack/react-router";
import { FlaskConical, Inbox, Plus, SearchX, Trash2, Upload } from "lucide-react";
import type { ReactNode } from "react";
import { useCan } from "../../app/session.ts";
import { Button, buttonClass } from "../../components/button.tsx";
import { Notice } from "../../components/states.tsx";
import { useSampleData } from "../../settings/use-sample-data.ts";
import { nameValues } from "../controls/new-from-text.ts";
import { useCreateRecord } from "../create-record.tsx";
import { iconOf } from "../icons.ts";
import type { RecordType } from "../model.ts";
import { useListState } from "./list-state.ts";

/** What stands where a list has no rows, with the next thing to do. */
export function EmptyList({ type, onUpload }: { type: RecordType; onUpload: () => void }) {
  const state = useListState();
  const can = useCan();
  if (state.text !== "" || state.conditions.length > 0) return <NothingFound type={type} />;
  if (state.inTrash) {
    return (
      <Notice
        icon={Trash2}
        title="The trash is empty"
        action={<Button onClick={() => state.change({ trash: undefined })}>Back to the list</Button>}
      >
        Deleted records stay here and can be restored.
      </Notice>
    );
  }
  if (!can("records.write")) {
    return (
      <Notice icon={Inbox} title={`No ${type.pluralLabel.toLowerCase()} yet`}>
        When somebody adds one, it appears here.
      </Notice>
    );
  }
  return <NothingYet type={type} onUpload={onUpload} />;
}

/** What each type is good for, told to who has none yet. */
const purposes: Record<string, string> = {
  account: "The companies you deal with: customers, partners, suppliers.",
  contact: "The people you talk to, each with the account they work for.",
  lead: "People who may become customers. Once qualified, a lead becomes an account, a contact and an opportunity.",
  opportunity: "Business that may be won, stage by stage, with its amount and close date.",
  document: "Files beside the records they belong to.",
  invoice: "What you bill, with lines, taxes and payments.",
  project: "Work with a beginning and an end, its tasks on a board.",
  task: "What needs doing, by whom and by when.",
  contract: "What was agreed, when it ends and when to give notice.",
  activity: "Notes, calls, emails and meetings, on the timelines of those they are about.",
};

function NothingYet({ type, onUpload }: { type: RecordType; onUpload: () => void }) {
  const create = useCreateRecord();
  const can = useCan();
  const sample = useSampleData();
  const one = type.label.toLowerCase();
  const isDocument = type.name === "document";
  return (
    <Notice
      icon={iconOf(type.name)}
      title={`No ${type.pluralLabel.toLowerCase()} yet`}
      action={
        <>
          <Button look="primary" onClick={() => (isDocument ? onUpload() : create(type))}>
            {isDocument ? <Upload aria-hidden /> : <Plus aria-hidden />}
            {isDocument ? "Upload files" : `New ${one}`}
          </Button>
          {can("records.import") && (
            <>
              {!isDocument && (
                <Link to="/$plural/import" params={{ plural: type.plural }} search={{}} className={buttonClass()}>
                  <Upload aria-hidden />
                  Import a CSV file
                </Link>
              )}
              <Button look="quiet" busy={sample.busy} onClick={() => void sample.load()}>
                <FlaskConical aria-hidden />
                Load sample data
              </Button>
            </>
          )}
        </>
      }
    >
      {purposes[type.name] ?? "Add the first one by hand, or bring the ones you have from another program."}
    </Notice>
  );
}

function NothingFound({ type }: { type: RecordType }) {
  const state = useListState();
  const create = useCreateRecord();
  const can = useCan();
  const text = state.text.trim();
  const hasFilters = state.conditions.length > 0;
  const mayCreate = text !== "" && !state.inTrash && can("records.write");
  const what = type.pluralLabel.toLowerCase();
  return (
    <Notice
      icon={SearchX}
      title={text ? `No ${what} match “${text}”` : `No ${what} match`}
      action={
        <>
          <Button onClick={state.clear}>{clearing(text !== "", hasFilters)}</Button>
          {mayCreate && (
            <Button look="quiet" onClick={() => create(type, { values: nameValues(type, text) })}>
              <Plus aria-hidden />
              <Quoted before={`New ${type.label.toLowerCase()}`} text={text} />
            </Button>
          )}
        </>
      }
    >
      {hasFilters && text
        ? "Try fewer filters or another spelling."
        : hasFilters
          ? "Try fewer filters."
          : "Try another spelling."}
    </Notice>
  );
}

function clearing(searched: boolean, filtered: boolean): string {
  if (searched && filtered) return "Clear search and filters";
  return filtered ? "Clear filters" : "Clear search";
}

function Quoted({ before, text }: { before: string; text: string }): ReactNode {
  return (
    <>
      {before} <span className="max-w-48 truncate">“{text}”</span>
    </>
  );
}
