import { Button } from "../../../components/button.tsx";
import { useListState } from "../list-state.ts";
import type { ViewWork } from "./use-view-work.tsx";

/** Beside a view that shows something else than it says: keep that, or go back. */
export function EditedView({ work }: { work: ViewWork }) {
  const state = useListState();
  if (!state.edited) return null;
  return (
    <div className="flex items-center gap-1" role="group" aria-label="Changes to the view">
      <Button look="quiet" size="sm" onClick={state.reset}>
        Reset
      </Button>
      <Button look={work.maySave ? "quiet" : "secondary"} size="sm" onClick={work.saveAsNew}>
        {work.maySave ? "Save as new" : "Save as view"}
      </Button>
      {work.maySave && (
        <Button size="sm" onClick={work.save}>
          Save
        </Button>
      )}
    </div>
  );
}
