import { Button } from "../../../components/button.tsx";
import { useListState } from "../list-state.ts";

/** Says why an address that names a view shows the whole list. */
export function MissingView() {
  const state = useListState();
  if (!state.lacksView) return null;
  return (
    <div
      role="status"
      className="flex items-center gap-3 border-b border-line bg-canvas px-4 py-2 text-sm text-ink-muted"
    >
      <p className="flex-1">This view was deleted, or it is not shared with you. The whole list is shown instead.</p>
      <Button size="sm" onClick={state.reset}>
        All right
      </Button>
    </div>
  );
}
