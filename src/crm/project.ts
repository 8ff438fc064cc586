import { choice } from "../records/kinds/choice.ts";
import { reference } from "../records/kinds/reference.ts";
import { longText, text } from "../records/kinds/text.ts";
import { date } from "../records/kinds/time.ts";
import { listed, required, searched } from "../records/field.ts";
import { recordType } from "../records/record-type.ts";
import { leaveProject } from "./sections.ts";

export const project = recordType("project", {
  plural: "projects",
  title: ["title"],
  fields: {
    title: listed(searched(required(text("Title")))),
    description: longText("Description"),
    status: listed(
      choice("Status", ["planned", "active", "on_hold", "completed", "cancelled"], { default: "planned" }),
    ),
    account: listed(reference("Account", "account")),
    startDate: listed(date("Starts on")),
    dueDate: listed(date("Due on")),
  },
  leaving: leaveProject,
});
