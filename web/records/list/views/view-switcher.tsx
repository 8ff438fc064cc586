import { Bookmark, Check, ChevronDown, Layers, Users } from "lucide-react";
import { Button } from "../../../components/button.tsx";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "../../../components/menu.tsx";
import type { RecordType } from "../../model.ts";
import { useListState } from "../list-state.ts";
import { builtInViews } from "./built-in-views.ts";
import { useViews } from "./use-views.ts";
import type { ViewWork } from "./use-view-work.tsx";
import { ViewActions } from "./view-actions.tsx";
import type { SavedView, View } from "./view.ts";

/** Which view is open, the others to go to, and what can be done with this one. */
export function ViewSwitcher({ type, work }: { type: RecordType; work: ViewWork }) {
  const state = useListState();
  const views = useViews();
  const kept = views.all.filter((view) => view.recordType === type.name);
  const groups: [string, SavedView[]][] = [
    ["Yours", kept.filter((view) => views.isMine(view))],
    ["Shared by others", kept.filter((view) => !views.isMine(view))],
  ];
  return (
    <Menu
      align="start"
      className="min-w-56"
      trigger={
        <Button look="quiet" className="min-w-0 shrink px-2 text-ink">
          <ViewIcon view={state.view} />
          <span className="sr-only">View:</span>
          <span className="truncate">{state.view.name}</span>
          {state.edited && <span className="text-xs font-normal text-ink-faint">edited</span>}
          <ChevronDown className="size-3.5! text-ink-faint" aria-hidden />
        </Button>
      }
    >
      {builtInViews(type).map((view) => (
        <ViewItem key={view.id} view={view} />
      ))}
      {groups.map(
        ([label, members]) =>
          members.length > 0 && (
            <div key={label}>
              <MenuSeparator />
              <MenuLabel>{label}</MenuLabel>
              {members.map((saved) => (
                <ViewItem key={saved.id} view={{ ...saved, saved }} />
              ))}
            </div>
          ),
      )}
      <MenuSeparator />
      <ViewActions type={type} work={work} />
    </Menu>
  );
}

function ViewItem({ view }: { view: View }) {
  const state = useListState();
  const isOpen = view.id === state.view.id;
  return (
    <MenuItem onClick={() => state.open(view.id)} aria-current={isOpen ? "true" : undefined}>
      <ViewIcon view={view} />
      <span className="max-w-64 min-w-0 flex-1 truncate">{view.name}</span>
      {isOpen && <Check className="text-accent-text!" aria-hidden />}
    </MenuItem>
  );
}

function ViewIcon({ view }: { view: View }) {
  const Icon = view.saved ? (view.saved.shared ? Users : Bookmark) : Layers;
  return <Icon className="text-ink-faint" aria-hidden />;
}
