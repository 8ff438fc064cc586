import { BookmarkPlus, House, PencilLine, PinOff, Trash2, UserRound, Users } from "lucide-react";
import { useState } from "react";
import { useMe } from "../../../app/session.ts";
import { MenuItem, MenuSeparator } from "../../../components/menu.tsx";
import { toast } from "../../../components/toast.tsx";
import { tell } from "../../changes.ts";
import type { RecordType } from "../../model.ts";
import { useListState } from "../list-state.ts";
import { readDefaultView, writeDefaultView } from "./default-view.ts";
import type { ViewWork } from "./use-view-work.tsx";
import { useViews } from "./use-views.ts";

/** What can be done with the view that is open, below the views to go to. */
export function ViewActions({ type, work }: { type: RecordType; work: ViewWork }) {
  const state = useListState();
  const views = useViews();
  const { saved } = state.view;
  const mayChange = saved !== undefined && views.mayChange(saved);
  return (
    <>
      <MenuItem onClick={work.saveAsNew}>
        <BookmarkPlus aria-hidden />
        Save as a new view…
      </MenuItem>
      <DefaultItem type={type} />
      {saved && mayChange && (
        <>
          <MenuSeparator />
          <MenuItem onClick={work.rename}>
            <PencilLine aria-hidden />
            Rename…
          </MenuItem>
          {(views.mayShare || saved.shared) && (
            <MenuItem onClick={() => void views.change(saved, { shared: !saved.shared }).catch(tell)}>
              {saved.shared ? <UserRound aria-hidden /> : <Users aria-hidden />}
              {saved.shared ? "Stop sharing" : "Share with everyone"}
            </MenuItem>
          )}
          <MenuItem danger onClick={work.remove}>
            <Trash2 aria-hidden />
            Delete view
          </MenuItem>
        </>
      )}
    </>
  );
}

function DefaultItem({ type }: { type: RecordType }) {
  const state = useListState();
  const me = useMe();
  const [, setChanged] = useState(0);
  const isDefault = (readDefaultView(me, type.plural) ?? "all") === state.view.id;
  if (isDefault && state.view.id === "all") return null;
  const what = type.pluralLabel;
  function choose(id: string, told: string) {
    writeDefaultView(me, type.plural, id);
    setChanged((count) => count + 1);
    toast.done({ title: told });
  }
  if (isDefault) {
    return (
      <MenuItem onClick={() => choose("all", `${what} open with the whole list`)}>
        <PinOff aria-hidden />
        Stop opening {what.toLowerCase()} with this
      </MenuItem>
    );
  }
  return (
    <MenuItem onClick={() => choose(state.view.id, `${what} open with “${state.view.name}” in this browser`)}>
      <House aria-hidden />
      Open {what.toLowerCase()} with this
    </MenuItem>
  );
}
