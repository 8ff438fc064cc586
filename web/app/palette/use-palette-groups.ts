import { useRecordTypes } from "../../records/queries.ts";
import { useRecentRecords } from "../recent-records.ts";
import { type EntryGroup, groupsOfHits, matchingEntries, recordEntry } from "./entries.ts";
import { useFoundRecords } from "./found-records.ts";
import { useCommands } from "./use-commands.ts";

/**
 * What the palette shows: with nothing typed the recent records and every command; else commands whose words begin
 * as typed, records, then commands that fit less. What is known at once stands above what has to be asked for,
 * and what fits less waits for it, so that nothing moves down under a finger.
 */
export function usePaletteGroups(text: string): { groups: EntryGroup[]; found: ReturnType<typeof useFoundRecords> } {
  const typed = text.trim();
  const types = useRecordTypes();
  const commands = useCommands();
  const found = useFoundRecords(typed);
  const path = window.location.pathname;
  const recent = useRecentRecords(6)
    .map(({ type, record }) => recordEntry(type, record))
    .filter(({ to }) => to !== path);
  if (!typed) return { groups: withItems([{ value: "Recent", items: recent }, ...commands]), found };

  const { strong, weak } = matchingEntries([...recent, ...commands.flatMap(({ items }) => items)], typed);
  const records = groupsOfHits(found.hits, types, typed);
  const isWaiting = found.isStale && found.hits.length === 0;
  const isFound = new Set(found.hits.map(({ plural, id }) => `recent /${plural}/${id}`));
  const groups = [
    { value: "Commands", items: strong.filter(({ id }) => !id.startsWith("recent ")).slice(0, 6) },
    ...records,
    { value: "Recent", items: [...strong, ...weak].filter(({ id }) => id.startsWith("recent ") && !isFound.has(id)) },
    { value: "Other commands", items: weak.filter(({ id }) => !id.startsWith("recent ")).slice(0, 4) },
  ];
  return { groups: withItems(isWaiting ? groups.slice(0, 1) : groups), found };
}

function withItems(groups: EntryGroup[]): EntryGroup[] {
  return groups.filter(({ items }) => items.length > 0);
}
