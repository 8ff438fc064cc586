import { Bookmark, BookmarkPlus, Check, ChevronDown, PencilLine, Trash2, UserRound, Users } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "../../components/menu.tsx";
import { toast } from "../../components/toast.tsx";
import { tell } from "../../records/changes.ts";
import type { LogState } from "../log-state.ts";
import { type KeptSearch, useSearches } from "./use-searches.ts";

const ViewDialog = lazy(() =>
  import("../../records/list/views/view-dialog.tsx").then((module) => ({ default: module.ViewDialog })),
);

/** Searches that were kept, to go to; and what can be done with the one that is shown. */
export function SearchMenu({ state }: { state: LogState }) {
  const searches = useSearches();
  const [asking, setAsking] = useState<"new" | "name">();
  const open = searches.all.find(({ filters }) => textOf(filters) === textOf(state.kept));
  const isAll = Object.keys(state.kept).length === 0;
  const groups: [string, KeptSearch[]][] = [
    ["Yours", searches.all.filter((search) => searches.isMine(search))],
    ["Shared by others", searches.all.filter((search) => !searches.isMine(search))],
  ];
  const save = async (naming: { name: string; shared: boolean }) => {
    await searches.create({ ...naming, filters: state.kept });
    toast.done({ title: `Search “${naming.name}” saved` });
  };
  return (
    <>
      <Menu
        align="start"
        className="min-w-56"
        trigger={
          <Button look="quiet" title="Saved searches" className="max-w-56 min-w-0 shrink px-2 text-ink max-sm:max-w-36">
            <Bookmark className="text-ink-faint" aria-hidden />
            <span className="sr-only">Saved searches:</span>
            <span className="truncate">{open?.name ?? (isAll ? "All events" : "Saved searches")}</span>
            <ChevronDown className="size-3.5! text-ink-faint" aria-hidden />
          </Button>
        }
      >
        <SearchItem name="All events" isOpen={isAll} onOpen={() => state.open({})} />
        {groups.map(
          ([label, members]) =>
            members.length > 0 && (
              <div key={label}>
                <MenuSeparator />
                <MenuLabel>{label}</MenuLabel>
                {members.map((search) => (
                  <SearchItem
                    key={search.id}
                    name={search.name}
                    isShared={search.shared}
                    isOpen={search.id === open?.id}
                    onOpen={() => state.open(search.filters)}
                  />
                ))}
              </div>
            ),
        )}
        <MenuSeparator />
        <MenuItem disabled={isAll || open !== undefined} onClick={() => setAsking("new")}>
          <BookmarkPlus aria-hidden />
          Save this search…
        </MenuItem>
        {open && searches.mayChange(open) && (
          <Changes searches={searches} search={open} onRename={() => setAsking("name")} />
        )}
      </Menu>
      <Suspense>
        {asking && (asking === "new" || open) && (
          <ViewDialog
            title={asking === "new" ? "Save the search" : "Rename the search"}
            action={asking === "new" ? "Save search" : "Rename"}
            start={asking === "new" || !open ? { name: "", shared: false } : open}
            mayShare={searches.mayShare}
            audience="Everybody who may read the log sees it among their searches."
            onSave={(naming) => (asking === "new" ? save(naming) : searches.change(open!, naming))}
            onClose={() => setAsking(undefined)}
          />
        )}
      </Suspense>
    </>
  );
}

type ItemProps = { name: string; isShared?: boolean; isOpen: boolean; onOpen: () => void };

function SearchItem({ name, isShared = false, isOpen, onOpen }: ItemProps) {
  const Icon = isShared ? Users : Bookmark;
  return (
    <MenuItem onClick={onOpen} aria-current={isOpen ? "true" : undefined}>
      <Icon className="text-ink-faint" aria-hidden />
      <span className="max-w-64 min-w-0 flex-1 truncate">{name}</span>
      {isOpen && <Check className="text-accent-text!" aria-hidden />}
    </MenuItem>
  );
}

type ChangesProps = { searches: ReturnType<typeof useSearches>; search: KeptSearch; onRename: () => void };

function Changes({ searches, search, onRename }: ChangesProps) {
  return (
    <>
      <MenuItem onClick={onRename}>
        <PencilLine aria-hidden />
        Rename…
      </MenuItem>
      {(searches.mayShare || search.shared) && (
        <MenuItem onClick={() => void searches.change(search, { shared: !search.shared }).catch(tell)}>
          {search.shared ? <UserRound aria-hidden /> : <Users aria-hidden />}
          {search.shared ? "Stop sharing" : "Share with everyone"}
        </MenuItem>
      )}
      <MenuItem danger onClick={() => void searches.remove(search).catch(tell)}>
        <Trash2 aria-hidden />
        Delete search
      </MenuItem>
    </>
  );
}

function textOf(filters: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(filters).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
