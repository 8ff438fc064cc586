import { expect, test } from "vitest";
import type { TimelineItem } from "../../api/contract.ts";
import { storyOf } from "./story.ts";

const ada = { id: "ada", name: "Ada" };
function change(at: string, changes: TimelineItem["changes"], by: TimelineItem["by"] = ada): TimelineItem {
  return {
    kind: "event",
    id: at,
    at,
    title: null,
    body: null,
    type: null,
    status: null,
    action: "UPDATE",
    changes,
    by,
  };
}
const chapters = (...items: TimelineItem[]) => storyOf(items).flatMap((day) => day.chapters);

test("quick changes by one person are one, from the first before to the last after", () => {
  const [only, ...more] = chapters(
    change("2026-01-02T10:05:00Z", { phone: { from: "2", to: "3" }, name: { from: "b", to: "a" } }),
    change("2026-01-02T10:01:00Z", { phone: { from: "1", to: "2" }, name: { from: "a", to: "b" } }),
  );
  expect(more).toEqual([]);
  expect(only).toMatchObject({ folded: 2, changes: { phone: { from: "1", to: "3" } } });
  expect(only?.changes).not.toHaveProperty("name");
});

test("changes by others, and long after, stand by themselves", () => {
  const told = chapters(
    change("2026-01-02T10:05:00Z", { phone: { from: "2", to: "3" } }),
    change("2026-01-02T10:04:00Z", { phone: { from: "1", to: "2" } }, { id: "mia", name: "Mia" }),
    change("2026-01-02T09:00:00Z", { phone: { from: "0", to: "1" } }, { id: "mia", name: "Mia" }),
  );
  expect(told.map(({ folded }) => folded)).toEqual([1, 1, 1]);
});

test("what happened on one day stands under that day", () => {
  const days = storyOf([
    change("2026-01-02T10:05:00Z", {}),
    change("2026-01-02T08:05:00Z", {}),
    change("2025-12-30T08:05:00Z", {}),
  ]);
  expect(days.map((day) => day.chapters.length)).toEqual([2, 1]);
});
