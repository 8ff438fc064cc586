import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ArrowRight, type LucideIcon, Plus, ScrollText, Search, Settings } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { call } from "../api/client.ts";
import { itemClass } from "../components/item-class.ts";
import { useCreateRecord } from "../records/create-record.tsx";
import { iconOf } from "../records/icons.ts";
import { nameOf } from "../records/model.ts";
import { useRecordTypes } from "../records/queries.ts";
import { useCan } from "./session.ts";

type Command = { id: string; label: string; hint?: string; icon: LucideIcon; run: () => void };

/** Ctrl/Cmd-K: go to a page, make a record, or find one by name. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  return (
    <Dialog.Root open onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-30 bg-overlay" />
        <Dialog.Popup
          aria-label="Search and commands"
          className="fixed top-[12vh] left-1/2 z-30 w-[36rem] max-w-[calc(100vw-1.5rem)] -translate-x-1/2 overflow-hidden rounded-xl border border-line bg-raised shadow-popup outline-none"
        >
          <Palette onClose={onClose} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const needle = useDeferredValue(text.trim());
  const commands = useCommands();
  const found = useFoundRecords(needle);
  const matching = needle
    ? commands.filter((command) => command.label.toLowerCase().includes(needle.toLowerCase()))
    : commands;
  const items = [...found.items, ...matching];
  return (
    <Autocomplete.Root
      open
      inline
      items={items}
      filter={null}
      autoHighlight="always"
      keepHighlight
      value={text}
      onValueChange={setText}
      itemToStringValue={(item: Command) => item.label}
    >
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <Search className="size-4 shrink-0 text-ink-faint" aria-hidden />
        <Autocomplete.Input
          aria-label="Search records and commands"
          placeholder="Search records, or go to…"
          className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-ink-faint"
        />
      </div>
      <Autocomplete.List className="max-h-[min(24rem,60vh)] overflow-y-auto p-1.5 empty:p-0">
        {(item: Command) => (
          <Autocomplete.Item
            key={item.id}
            value={item}
            className={itemClass}
            onClick={() => {
              onClose();
              item.run();
            }}
          >
            <item.icon className="text-ink-faint" aria-hidden />
            <span className="min-w-0 flex-1 truncate">{item.label}</span>
            {item.hint && <span className="text-xs text-ink-faint">{item.hint}</span>}
          </Autocomplete.Item>
        )}
      </Autocomplete.List>
      <Autocomplete.Empty className="px-4 py-6 text-center text-sm text-ink-muted empty:hidden">
        {found.isPending ? "Searching…" : "Nothing of that name."}
      </Autocomplete.Empty>
    </Autocomplete.Root>
  );
}

function useCommands(): Command[] {
  const navigate = useNavigate();
  const types = useRecordTypes();
  const create = useCreateRecord();
  const can = useCan();
  const pages = types.map((type) => ({
    id: `go ${type.name}`,
    label: `Go to ${type.pluralLabel.toLowerCase()}`,
    icon: iconOf(type.name),
    run: () => void navigate({ to: "/$plural", params: { plural: type.plural }, search: {} }),
  }));
  const makes = can("records.write")
    ? types.map((type) => ({
        id: `new ${type.name}`,
        label: `New ${type.label.toLowerCase()}`,
        icon: Plus,
        run: () => create(type),
      }))
    : [];
  const others: Command[] = [
    {
      id: "settings",
      label: "Settings",
      icon: Settings,
      run: () => void navigate({ to: "/settings/profile", search: {} }),
    },
  ];
  if (can("audit.read")) {
    others.push({
      id: "audit",
      label: "Audit log",
      icon: ScrollText,
      run: () => void navigate({ to: "/audit-log", search: {} }),
    });
  }
  return [...pages, ...makes, ...others];
}

const searchedTypes = ["account", "contact", "opportunity", "lead"];

/** The best few records of the types people look for by name. */
function useFoundRecords(needle: string): { items: Command[]; isPending: boolean } {
  const navigate = useNavigate();
  const types = useRecordTypes().filter((type) => searchedTypes.includes(type.name));
  const { data, isFetching } = useQuery({
    queryKey: ["records", "palette", needle],
    enabled: needle.length > 1,
    queryFn: ({ signal }) =>
      Promise.all(
        types.map(async (type) => {
          const query = { search: needle, limit: 4 };
          const answer = await call("GET /api/{plural}", { params: { plural: type.plural }, query, signal });
          return answer.data.map((record) => ({ type, record }));
        }),
      ),
  });
  const items = (data?.flat() ?? []).map(({ type, record }) => ({
    id: record.id,
    label: nameOf(record),
    hint: type.label,
    icon: iconOf(type.name) ?? ArrowRight,
    run: () => void navigate({ to: "/$plural/$id", params: { plural: type.plural, id: record.id }, search: {} }),
  }));
  return { items: needle.length > 1 ? items : [], isPending: isFetching };
}
