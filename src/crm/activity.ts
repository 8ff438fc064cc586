import { choice } from "../records/kinds/choice.ts";
import { integer } from "../records/kinds/number.ts";
import { links } from "../records/kinds/reference.ts";
import { longText, text } from "../records/kinds/text.ts";
import { datetime } from "../records/kinds/time.ts";
import { listed, personal, required, searched } from "../records/field.ts";
import { recordType } from "../records/record-type.ts";
import { deriveActivity } from "./activity-rules.ts";
import { linkable } from "./vocabulary.ts";

export const activity = recordType("activity", {
  plural: "activities",
  title: ["title"],
  fields: {
    type: listed(required(choice("Type", ["note", "call", "email", "meeting"]))),
    title: listed(searched(required(text("Title")))),
    body: personal(longText("Body")),
    date: listed(datetime("When")),
    durationMinutes: integer("Duration in minutes", { minimum: 0, maximum: 100_000 }),
    outcome: text("Outcome"),
    links: links("Linked to", "activity_link", linkable),
  },
  derive: deriveActivity,
});
