import { z } from "zod";
import type { Actor, Origin } from "../../access/caller.ts";
import { newId } from "../../identifier.ts";
import type { FieldError } from "../../problems.ts";
import { customFieldsOf } from "../../records/custom-fields.ts";
import type { RecordType } from "../../records/record-type.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { abandonFile } from "../document-versions.ts";
import { mapColumns, planImport } from "./plan.ts";
import type { ImportOptions } from "./plan.ts";
import { spool } from "./spool.ts";
import type { StartTools } from "./start-import.ts";
import { surveyFile } from "./survey.ts";
import { targetsOf } from "./target.ts";
import type { Upload } from "./upload.ts";

export const ImportPreview = z
  .object({
    columns: z.array(
      z.object({
        column: z.string(),
        field: z.string().nullable(),
        confidence: z.number().describe("0 to 1; under 0.8 is worth a look"),
        samples: z.array(z.string()),
      }),
    ),
    rows: z.int().describe("Rows in the whole file"),
    encoding: z.string(),
    delimiter: z.string(),
    ambiguities: z.array(
      z.object({ column: z.string(), parameter: z.enum(["dateOrder", "decimal"]), examples: z.array(z.string()) }),
    ),
    problems: z
      .array(z.object({ field: z.string(), reason: z.string() }))
      .describe("What would refuse the import as it is mapped now"),
    keys: z.array(z.string()),
    fields: z
      .array(z.object({ name: z.string(), label: z.string(), required: z.boolean() }))
      .describe("What a column can be mapped to"),
  })
  .meta({ id: "ImportPreview" });

const shownSamples = 5;

/** Tells how a file would be understood. It is read through and not kept. */
export async function previewImport(
  tools: StartTools,
  actor: Actor,
  origin: Origin,
  type: RecordType,
  upload: Upload,
  options: ImportOptions,
): Promise<z.input<typeof ImportPreview>> {
  const { db, storage, settings } = tools;
  const key = `imports/${actor.organizationId}/preview-${newId()}`;
  const custom = await inOrganization(db, actor, origin, "audited", async (work) => {
    await abandonFile(work, key, 1);
    return customFieldsOf(work, type);
  });
  const targets = targetsOf(type, custom);
  const file = await spool(storage, key, upload.bytes, { largestBytes: settings.largestImportBytes }, options);
  try {
    const problems: FieldError[] = [];
    const columns = mapColumns(type, targets, file.header, options.mapping, problems);
    const { keys, errors } = tryPlan(() => planImport(type, targets, file.header, options).keys);
    const survey = await surveyFile(
      type,
      targets,
      { ...options, columns, keys },
      async () => (await storage.read(key))!,
    );
    return {
      columns: columns.map((column, index) => ({
        ...column,
        samples: file.sample.slice(0, shownSamples).map(({ cells }) => (cells[index] ?? "").slice(0, 200)),
      })),
      rows: survey.rows,
      encoding: survey.dialect.encoding,
      delimiter: survey.dialect.delimiter,
      ambiguities: survey.ambiguities.map(({ column, parameter, examples }) => ({
        column: file.header[column]!,
        parameter,
        examples,
      })),
      problems: errors,
      keys,
      fields: targets.map(({ name, label, field }) => ({ name, label, required: field.required })),
    };
  } finally {
    await storage.remove(key);
  }
}

function tryPlan(plan: () => string[]): { keys: string[]; errors: FieldError[] } {
  try {
    return { keys: plan(), errors: [] };
  } catch (error) {
    const { errors } = (error as { extras?: { errors?: FieldError[] } }).extras ?? {};
    if (!errors) throw error;
    return { keys: [], errors };
  }
}
