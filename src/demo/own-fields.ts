import type { Work } from "../audit/work.ts";
import { newId } from "../identifier.ts";
import type { CustomField } from "../records/custom-fields.ts";
import { competitors } from "./trade.ts";

type OwnField = Pick<CustomField, "recordType" | "name" | "label" | "choices">;

const ownFields: readonly OwnField[] = [
  {
    recordType: "account",
    name: "segment",
    label: "Segment",
    choices: ["Key account", "Mid-market", "Small business"],
  },
  { recordType: "contact", name: "language", label: "Language", choices: ["Dutch", "English", "French", "German"] },
  { recordType: "opportunity", name: "competitor", label: "Competitor", choices: [...competitors] },
];

/** The fields that the demo's company has added. */
export async function createOwnFields(work: Work): Promise<void> {
  for (const { recordType, name, label, choices } of ownFields) {
    const id = newId();
    const text = `insert into custom_field (organization_id, id, record_type, name, label, kind, personal, choices, created_at)
      values ($1, $2, $3, $4, $5, 'choice', false, $6, $7)`;
    await work.sql.query(text, [work.organizationId, id, recordType, name, label, JSON.stringify(choices), work.now]);
    const changes = {
      name: { from: null, to: name },
      kind: { from: null, to: "choice" },
      choices: { from: null, to: choices },
    };
    work.record({ action: "CREATE", resource: "custom_field", resourceId: id, name: label, changes });
  }
}
