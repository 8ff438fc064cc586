import { expect, test } from "vitest";
import { boardSearch } from "./board-search.ts";
import { addressFor, definitionOf, type SavedView, searchOf, shownSearch, type View } from "./view.ts";

const definition: SavedView["definition"] = {
  filters: [{ field: "closeDate", operator: "eq", value: "this-month" }],
  sort: "-amount",
  columns: ["amount", "stage"],
};
const view: View = { id: "v1", name: "Closing", definition };
const shown = { sort: "-amount", columns: "amount,stage", "filter[closeDate][eq]": "this-month" };

test("a definition and an address say the same", () => {
  expect(searchOf(definition)).toEqual(shown);
  expect(definitionOf(searchOf(definition))).toEqual(definition);
});

test("a view's address is its name until something is changed, and again when it is changed back", () => {
  expect(shownSearch({ view: "v1" }, view)).toEqual({ view: "v1", ...shown });
  const sorted = { view: "v1", ...shown, sort: "name" };
  const changed = addressFor(sorted, view);
  expect(changed).toEqual({ ...sorted, edited: "1" });
  expect(shownSearch(changed, view)).toEqual(changed);
  expect(addressFor({ ...changed, sort: "-amount" }, view)).toEqual({ view: "v1" });
});

test("a view whose every condition was taken away shows everything", () => {
  const emptied = addressFor({ view: "v1" }, view);
  expect(emptied).toEqual({ view: "v1", edited: "1" });
  expect(shownSearch(emptied, view)).toEqual(emptied);
});

test("looking into the trash does not change a view", () => {
  expect(addressFor({ view: "v1", ...shown, trash: "only" }, view)).toEqual({ view: "v1", trash: "only" });
});

test("a board takes of a view what it knows", () => {
  const search = searchOf({
    filters: [
      { field: "owner", operator: "in", value: "me" },
      { field: "closeDate", operator: "eq", value: "this-month" },
      { field: "amount", operator: "gte", value: "10" },
    ],
    search: "pump",
    layout: "board",
  });
  expect(boardSearch(search)).toEqual({ search: "pump", owner: "me", close: "month" });
});
