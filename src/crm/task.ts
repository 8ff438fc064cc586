import { choice } from "../records/kinds/choice.ts";
import { decimal } from "../records/kinds/number.ts";
import { links, member, reference } from "../records/kinds/reference.ts";
import { longText, text } from "../records/kinds/text.ts";
import { date, datetime } from "../records/kinds/time.ts";
import { listed, readOnly, required, searched } from "../records/field.ts";
import { recordType } from "../records/record-type.ts";
import { deriveTask } from "./task-rules.ts";
import { linkable } from "./vocabulary.ts";

export const task = recordType("task", {
  plural: "tasks",
  title: ["title"],
  fields: {
    title: listed(searched(required(text("Title")))),
    content: longText("Content"),
    status: listed(
      choice("Status", ["not_started", "in_progress", "completed", "deferred", "cancelled"], {
        default: "not_started",
      }),
    ),
    priority: listed(choice("Priority", ["low", "normal", "high", "urgent"], { default: "normal" })),
    startDate: date("Starts on"),
    dueDate: listed(date("Due on")),
    completedAt: readOnly(datetime("Completed")),
    assignee: listed(member("Assignee")),
    project: listed(reference("Project", "project")),
    section: reference("Section", "project_section"),
    position: readOnly(decimal("Position")),
    remindAt: datetime("Reminder"),
    links: links("Linked to", "task_link", linkable),
  },
  derive: deriveTask,
});
