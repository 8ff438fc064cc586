import { createContext, lazy, type ReactNode, Suspense, use, useCallback, useState } from "react";
import type { RecordType, StoredRecord } from "./model.ts";

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
  const close = (key: number) => setDrafts((open) => open.filter((draft) => draft.key !== key));
  return (
    <CreateContext value={create}>
      {children}
      <Suspense>
        {drafts.map((draft) => (
          <RecordSheet key={draft.key} draft={draft} onClose={() => close(draft.key)} />
        ))}
      </Suspense>
    </CreateContext>
  );
}
