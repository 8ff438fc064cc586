import { lazy, type ReactNode, Suspense, useState } from "react";
import { useMe } from "../../../app/session.ts";
import { toast } from "../../../components/toast.tsx";
import { tell } from "../../changes.ts";
import type { RecordType } from "../../model.ts";
import { useListState } from "../list-state.ts";
import { readDefaultView, writeDefaultView } from "./default-view.ts";
import { useViews } from "./use-views.ts";
import { definitionOf } from "./view.ts";

const ViewDialog = lazy(() => import("./view-dialog.tsx").then((module) => ({ default: module.ViewDialog })));

export type ViewWork = ReturnType<typeof useViewWork>;

/** Saving, naming and deleting the view that is open, with the dialog that this takes. */
export function useViewWork(type: RecordType) {
  const state = useListState();
  const views = useViews();
  const me = useMe();
  const [asking, setAsking] = useState<"new" | "name">();
  const { saved } = state.view;
  const definition = definitionOf(state.search);
  const close = () => setAsking(undefined);

  async function create(naming: { name: string; shared: boolean }) {
    const made = await views.create({ recordType: type.name, definition, ...naming });
    state.open(made.id);
    toast.done({ title: `View “${made.name}” saved` });
  }
  function save() {
    if (!saved) return;
    void views.change(saved, { definition }).then(() => toast.done({ title: `View “${saved.name}” saved` }), tell);
    state.open(saved.id);
  }
  function remove() {
    if (!saved) return;
    if (readDefaultView(me, type.plural) === saved.id) writeDefaultView(me, type.plural, "all");
    state.open("all");
    void views.remove(saved, (back) => state.open(back.id)).catch(tell);
  }
  const dialog: ReactNode = (
    <Suspense>
      {asking === "new" && (
        <ViewDialog
          title="Save as a view"
          action="Save view"
          start={{ name: saved && !views.isMine(saved) ? saved.name : "", shared: false }}
          mayShare={views.mayShare}
          onSave={create}
          onClose={close}
        />
      )}
      {asking === "name" && saved && (
        <ViewDialog
          title="Rename the view"
          action="Rename"
          start={saved}
          mayShare={views.mayShare}
          onSave={(naming) => views.change(saved, naming)}
          onClose={close}
        />
      )}
    </Suspense>
  );
  return {
    maySave: saved !== undefined && views.mayChange(saved),
    save,
    saveAsNew: () => setAsking("new"),
    rename: () => setAsking("name"),
    remove,
    dialog,
  };
}
