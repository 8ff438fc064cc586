import { useRouterState } from "@tanstack/react-router";
import { createContext, lazy, type ReactNode, Suspense, use, useCallback, useState } from "react";
import { useCan } from "../app/session.ts";
import { type Command, useShortcuts } from "../app/shortcuts.ts";
import type { RecordType, StoredRecord } from "./model.ts";
import { useRecordTypes } from "./queries.ts";

export type CreateOptions = {
  /** Members of the new record's body that are known already, such as `accountId`. */
  values?: Record<string, unknown>;
  /** Records that those references name, by field. */
  referred?: Record<string, { id: string; title: string }>;
  /** Without it the app goes to the new record's page. */
  onCreated?: (record: StoredRecord) => void;
};
type Create = (type: RecordType, options?: CreateOptions) => void;
export type Draft = { key: number; type: RecordType; options: CreateOptions };

const CreateContext = createContext<Create>(() => undefined);
const RecordSheet = lazy(() => import("./record-sheet.tsx").then((module) => ({ default: module.RecordSheet })));
const CreateMenu = lazy(() => import("./create-menu.tsx").then((module) => ({ default: module.CreateMenu })));

/** Opens the form for a new record, from anywhere inside. */
export function useCreateRecord(): Create {
  return use(CreateContext);
}

let lastKey = 0;

/** Keeps the open forms: one may be opened from a picker of another. */
export function CreateRecordProvider({ children }: { children: ReactNode }) {
  const [drafts, setDrafts] = useState<Draft[]>([]);
  const create = useCallback<Create>((type, options = {}) => {
    setDrafts((open) => [...open, { key: ++lastKey, type, options }]);
  }, []);
  const [asking, setAsking] = useState(false);
  const close = (key: number) => setDrafts((open) => open.filter((draft) => draft.key !== key));
  return (
    <CreateContext value={create}>
      {children}
      <CreateKeys ask={() => setAsking(true)} />
      <Suspense>
        {asking && <CreateMenu onClose={() => setAsking(false)} />}
        {drafts.map((draft) => (
          <RecordSheet key={draft.key} draft={draft} onClose={() => close(draft.key)} />
        ))}
      </Suspense>
    </CreateContext>
  );
}

/** `c` makes one of what is listed, and asks where nothing is. */
function CreateKeys({ ask }: { ask: () => void }) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const types = useRecordTypes();
  const create = useCreateRecord();
  const can = useCan();
  const listed = types.find((type) => path === `/${type.plural}` || path === `/${type.plural}/board`);
  const begin = () => {
    return listed ? create(listed) : ask();
  };
  const offered: Command[] = [
    { keys: "c", label: "New record", group: "Create", run: begin },
    { keys: "shift+c", label: "New record of any type", group: "Create", run: ask },
  ];
  useShortcuts(can("records.write") ? offered : []);
  return null;
}
