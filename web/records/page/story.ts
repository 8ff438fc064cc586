import type { TimelineItem } from "../../api/contract.ts";
import { wallTime } from "../clock.ts";
import { formatDate } from "../format.ts";

export type Changes = Record<string, { from: unknown; to: unknown }>;

/** One thing to tell; quick changes by one person are one, with what they come to together. */
export type Chapter = { item: TimelineItem; changes: Changes; folded: number };

/** Changes within this time of each other belong together. */
const foldMs = 10 * 60_000;

/** A timeline as days with what to tell of each, newest first. */
export function storyOf(items: readonly TimelineItem[]): { day: string; chapters: Chapter[] }[] {
  const days: { day: string; chapters: Chapter[] }[] = [];
  const today = wallTime(new Date()).slice(0, 10);
  for (const chapter of fold(items)) {
    const day = nameOfDay(wallTime(new Date(chapter.item.at)).slice(0, 10), today);
    const last = days.at(-1);
    if (last?.day === day) last.chapters.push(chapter);
    else days.push({ day, chapters: [chapter] });
  }
  return days;
}

/** Newest first, so that each item is older than the chapter it may join. */
function fold(items: readonly TimelineItem[]): Chapter[] {
  const chapters: (Chapter & { oldestAt: number })[] = [];
  for (const item of items) {
    const at = Date.parse(item.at);
    const last = chapters.at(-1);
    if (last && belongs(item, last.item) && last.oldestAt - at <= foldMs) {
      last.changes = joined(last.changes, item.changes ?? {});
      last.folded += 1;
      last.oldestAt = at;
    } else {
      chapters.push({ item, changes: { ...item.changes }, folded: 1, oldestAt: at });
    }
  }
  return chapters;
}

function belongs(older: TimelineItem, newer: TimelineItem): boolean {
  const isChange = (item: TimelineItem) => item.kind === "event" && item.action === "UPDATE";
  return isChange(older) && isChange(newer) && older.by !== null && older.by.id === newer.by?.id;
}

/** Before the older and after the newer; what came back to where it was is left out. */
function joined(newer: Changes, older: Changes): Changes {
  const all: Changes = { ...older, ...newer };
  for (const [name, change] of Object.entries(newer)) {
    const before = older[name];
    if (before) all[name] = { from: before.from, to: change.to };
  }
  return Object.fromEntries(
    Object.entries(all).filter(([, { from, to }]) => JSON.stringify(from) !== JSON.stringify(to)),
  );
}

function nameOfDay(day: string, today: string): string {
  if (day === today) return "Today";
  const yesterday = new Date(Date.parse(`${today}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  return day === yesterday ? "Yesterday" : formatDate(day);
}
