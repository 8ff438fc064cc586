import { z } from "zod";

export type JsonSchema = { [keyword: string]: unknown };

/** Formats whose patterns would only repeat them, at length. */
const patternless = new Set(["uuid", "guid", "date", "date-time", "email", "ipv4", "ipv6", "cidrv4", "cidrv6"]);

/**
 * What crosses the wire, as JSON Schema 2020-12, the dialect of OpenAPI 3.1. Answers are not run through their schema,
 * so they too are described by what the schema takes in. Definitions are parts with an `id` (zod's `meta`), which is
 * their name, and recursive ones, which are named after `name`.
 */
export function wireSchema(
  schema: z.ZodType,
  name: string,
): { schema: JsonSchema; definitions: Record<string, JsonSchema> } {
  const converted = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => plainer(zodSchema._zod.def.type, jsonSchema as JsonSchema),
  }) as JsonSchema;
  const nameOf = (id: string): string => (id.startsWith("__") ? name + pascal(id) : id);
  const text = JSON.stringify(converted).replace(
    /"#\/\$defs\/([^"]+)"/g,
    (_, id: string) => `"${referenceTo(nameOf(id))}"`,
  );
  const { $defs = {}, ...root } = JSON.parse(text) as JsonSchema;
  const parts = Object.entries($defs as Record<string, JsonSchema>).map(([id, part]) => [nameOf(id), polished(part)]);
  return { schema: polished(root), definitions: Object.fromEntries(parts) as Record<string, JsonSchema> };
}

function polished(schema: JsonSchema): JsonSchema {
  const { $schema: _schema, id: _id, ...rest } = schema;
  return withoutNullUnions(rest);
}

/** `{anyOf: [{type: "string"}, {type: "null"}]}` as `{type: ["string", "null"]}`. */
function withoutNullUnions(schema: JsonSchema): JsonSchema {
  const inner = mapParts(schema, withoutNullUnions);
  const { anyOf, ...rest } = inner;
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return inner;
  const [some, none] = anyOf as [JsonSchema, JsonSchema];
  if (none.type !== "null" || typeof some.type !== "string" || "enum" in some || "const" in some) return inner;
  return { ...some, ...rest, type: [some.type, "null"] };
}

function plainer(zodType: string, schema: JsonSchema): void {
  if (zodType === "date") Object.assign(schema, { type: "string", format: "date-time" });
  if (patternless.has(String(schema.format))) delete schema.pattern;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (JSON.stringify(schema.propertyNames) === '{"type":"string"}') delete schema.propertyNames;
}

export function referenceTo(name: string): string {
  return `#/components/schemas/${name}`;
}

/** Applies a function to the schemas directly inside a schema, each with the keyword or property it stands under. */
export function mapParts(schema: JsonSchema, map: (part: JsonSchema, key: string) => JsonSchema): JsonSchema {
  const mapped = Object.entries(schema).map(([keyword, value]) => {
    if (keyword === "properties") {
      const parts = Object.entries(value as Record<string, JsonSchema>);
      return [keyword, Object.fromEntries(parts.map(([key, part]) => [key, map(part, key)]))];
    }
    if (Array.isArray(value) && ["anyOf", "oneOf", "allOf", "prefixItems"].includes(keyword)) {
      return [keyword, (value as JsonSchema[]).map((part) => map(part, keyword))];
    }
    const single = ["items", "additionalProperties", "not"].includes(keyword) && typeof value === "object";
    return [keyword, single ? map(value as JsonSchema, keyword) : value];
  });
  return Object.fromEntries(mapped) as JsonSchema;
}

/** `export-data` and `export_data` as `ExportData`. */
export function pascal(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}
