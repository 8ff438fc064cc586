import type { RecordType } from "../../model.ts";
import type { View, ViewDefinition } from "./view.ts";

type Filters = NonNullable<ViewDefinition["filters"]>;

const mine: Filters = [{ field: "owner", operator: "in", value: "me" }];
const openTask: Filters[number] = { field: "status", operator: "in", value: "not_started,in_progress,deferred" };
const openInvoice: Filters[number] = { field: "status", operator: "in", value: "issued,sent,partially_paid,overdue" };
const open: Filters[number] = { field: "status", operator: "in", value: "open" };

/** What people of each type look for first. */
const ofType: Record<string, View[]> = {
  opportunity: [
    view("open", "Open", { filters: [open], sort: "closeDate" }),
    view("closing", "Closing this month", {
      filters: [open, { field: "closeDate", operator: "eq", value: "this-month" }],
      sort: "closeDate",
    }),
  ],
  task: [
    view("open-mine", "Open and mine", {
      filters: [{ field: "assignee", operator: "in", value: "me" }, openTask],
      sort: "dueDate",
    }),
    view("overdue", "Overdue", {
      filters: [openTask, { field: "dueDate", operator: "lt", value: "today" }],
      sort: "dueDate",
    }),
  ],
  invoice: [
    view("unpaid", "Unpaid", { filters: [openInvoice], sort: "dueDate" }),
    view("overdue", "Overdue", {
      filters: [openInvoice, { field: "dueDate", operator: "lt", value: "today" }],
      sort: "dueDate",
    }),
  ],
  lead: [
    view("new", "New", { filters: [{ field: "status", operator: "in", value: "new,assigned" }], sort: "-createdAt" }),
  ],
  contract: [
    view("ending", "Ending in 90 days", {
      filters: [{ field: "endDate", operator: "eq", value: "next-90-days" }],
      sort: "endDate",
    }),
  ],
};

/** The views that need no saving, the whole list first. */
export function builtInViews(type: RecordType): View[] {
  return [
    view("all", `All ${type.pluralLabel.toLowerCase()}`, {}),
    ...(type.name === "task" ? [] : [view("mine", "Mine", { filters: mine })]),
    ...(ofType[type.name] ?? []),
    view("recent", "Recently changed", { sort: "-updatedAt" }),
  ];
}

function view(id: string, name: string, definition: ViewDefinition): View {
  return { id, name, definition };
}
