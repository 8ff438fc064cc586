import { z } from "zod";
import { endpoint } from "../api/endpoint.ts";
import { customKinds } from "../records/custom-fields.ts";
import type { CustomKind } from "../records/custom-fields.ts";
import { storableText } from "../records/kinds/text.ts";
import {
  addCustomField,
  changeCustomField,
  listCustomFields,
  orderCustomFields,
  removeCustomField,
} from "./custom-field-changes.ts";
import { identifier, IdParams, RecordTypeName } from "./parameters.ts";
import { recordTypes } from "./record-types.ts";

const Kind = z.enum(customKinds as [CustomKind, ...CustomKind[]]);
const Label = storableText(100).min(1, "must not be empty");
const Choices = z
  .array(storableText(200).min(1, "must not be empty"))
  .max(500)
  .refine((choices) => new Set(choices).size === choices.length, "must differ from each other");

const CustomField = z
  .object({
    id: z.string(),
    recordType: z.string(),
    name: z.string().describe("The member of `custom`, made from the first label"),
    label: z.string(),
    kind: Kind,
    required: z.boolean(),
    personal: z.boolean(),
    choices: z.array(z.string()),
    position: z.int(),
  })
  .meta({ id: "CustomField" });

const NewField = z.strictObject({
  recordType: RecordTypeName,
  label: Label,
  kind: Kind,
  required: z.boolean().default(false),
  personal: z.boolean().default(true).describe("Whether its values tell about people"),
  choices: Choices.default([]),
});
const Change = z
  .strictObject({
    label: Label,
    required: z.boolean(),
    personal: z.boolean(),
    choices: Choices,
    position: z.int().min(0).max(100_000),
  })
  .partial();

const shared = { resource: "custom_field", limit: "standard", may: "fields.manage" } as const;

export const customFieldEndpoints = [
  endpoint({
    ...shared,
    route: "GET /api/custom-fields",
    summary: "The organization's own fields",
    may: "records.read",
    audit: "VIEW",
    input: { query: z.strictObject({ recordType: RecordTypeName.optional() }) },
    output: { status: 200, body: z.object({ data: z.array(CustomField) }) },
    handle: async ({ query }, work) => ({ data: await listCustomFields(work, query.recordType) }),
  }),
  endpoint({
    ...shared,
    route: "POST /api/custom-fields",
    summary: "Add a field of your own to a record type",
    audit: "CREATE",
    input: { body: NewField },
    output: { status: 201, body: CustomField },
    handle: ({ body: { recordType, ...field } }, work) => addCustomField(work, typeNamed(recordType), field),
  }),
  endpoint({
    ...shared,
    route: "PUT /api/custom-fields/order",
    summary: "Put a record type's own fields in order",
    audit: "UPDATE",
    input: { body: z.strictObject({ recordType: RecordTypeName, fieldIds: z.array(identifier).max(200) }) },
    output: { status: 200, body: z.object({ data: z.array(CustomField) }) },
    handle: async ({ body: { recordType, fieldIds } }, work) => {
      await orderCustomFields(work, typeNamed(recordType), fieldIds);
      return { data: await listCustomFields(work, recordType) };
    },
  }),
  endpoint({
    ...shared,
    route: "PATCH /api/custom-fields/{id}",
    summary: "Change a field of your own; its kind stays",
    audit: "UPDATE",
    input: { params: IdParams, body: Change },
    output: { status: 200, body: CustomField },
    handle: ({ params, body }, work) => changeCustomField(work, params.id, body),
  }),
  endpoint({
    ...shared,
    route: "DELETE /api/custom-fields/{id}",
    summary: "Remove a field of your own with its values",
    audit: "DELETE",
    input: { params: IdParams },
    output: { status: 204 },
    handle: ({ params }, work) => removeCustomField(work, params.id),
  }),
];

function typeNamed(name: string) {
  return recordTypes.find((type) => type.name === name)!;
}
