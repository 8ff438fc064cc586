import { useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../../../api/client.ts";
import { useCan, useMe } from "../../../app/session.ts";
import { toast } from "../../../components/toast.tsx";
import { tell } from "../../changes.ts";
import { type SavedView, savedViewsQuery, type ViewDefinition } from "./view.ts";

type NewView = { recordType: string; name: string; shared: boolean; definition: ViewDefinition };

/** The caller's kept views and what can be done with them. */
export function useViews() {
  const queryClient = useQueryClient();
  const me = useMe();
  const can = useCan();
  const { data = [] } = useQuery(savedViewsQuery);

  function put(change: (views: SavedView[]) => SavedView[]) {
    queryClient.setQueryData(savedViewsQuery.queryKey, (views: SavedView[] | undefined) => change(views ?? []));
  }

  /** Rejects when the name is taken. */
  async function create(body: NewView): Promise<SavedView> {
    const made = await call("POST /api/saved-views", { body });
    put((views) => [...views, made]);
    return made;
  }

  /** Shown at once; taken back, and told, when it is refused. */
  async function change(view: SavedView, changes: Partial<Omit<NewView, "recordType">>): Promise<void> {
    put((views) => views.map((one) => (one.id === view.id ? { ...one, ...changes } : one)));
    try {
      const kept = await call("PATCH /api/saved-views/{id}", { params: { id: view.id }, body: changes });
      put((views) => views.map((one) => (one.id === view.id ? kept : one)));
    } catch (failure) {
      put((views) => views.map((one) => (one.id === view.id ? view : one)));
      throw failure;
    }
  }

  /** Takes a view away and offers the way back: the same view under another id. */
  async function remove(view: SavedView, onBack: (view: SavedView) => void): Promise<void> {
    put((views) => views.filter((one) => one.id !== view.id));
    try {
      await call("DELETE /api/saved-views/{id}", { params: { id: view.id } });
    } catch (failure) {
      put((views) => [...views, view]);
      throw failure;
    }
    const { recordType, name, shared, definition } = view;
    const isOwn = view.userId === me.user.id;
    const undo = () => void create({ recordType, name, shared, definition }).then(onBack, tell);
    toast.done({
      title: `View “${name}” deleted`,
      // Made again it would belong to whoever deleted it.
      ...(isOwn && { action: { label: "Undo", run: undo } }),
    });
  }

  const isMine = (view: SavedView) => view.userId === me.user.id;
  return {
    all: data,
    create,
    change,
    remove,
    isMine,
    mayChange: (view: SavedView) => isMine(view) || (view.shared && can("records.purge")),
    mayShare: can("records.write"),
  };
}
