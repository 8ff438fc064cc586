import type { z } from "zod";
import { mapParts, pascal, referenceTo, wireSchema, type JsonSchema } from "./openapi-schema.ts";

/** Smaller ones are clearer where they stand. */
const leastSharedLength = 300;

/** Keywords, whose parts are not called after them. */
const unnamed: Record<string, string> = {
  items: "Item",
  anyOf: "",
  oneOf: "",
  allOf: "",
  additionalProperties: "Value",
};

/** Gives the document its schemas. `name` is what one is called if it goes to the components. */
export interface Schemas {
  of(schema: z.ZodType, name: string): JsonSchema;
}

/** A first pass over all endpoints, to know what occurs more than once. */
export class SchemaCount implements Schemas {
  readonly #times = new Map<string, number>();

  of(schema: z.ZodType, name: string): JsonSchema {
    const plain = wireSchema(schema, name).schema;
    this.#count(plain);
    return plain;
  }

  times(text: string): number {
    return this.#times.get(text) ?? 0;
  }

  #count(part: JsonSchema): JsonSchema {
    const text = JSON.stringify(part);
    this.#times.set(text, this.times(text) + 1);
    mapParts(part, (inner) => this.#count(inner));
    return part;
  }
}

/** The second pass: large schemas that occur again become components, and references to them. */
export class SharedSchemas implements Schemas {
  readonly components: Record<string, JsonSchema> = {};
  readonly #names = new Map<string, string>();
  readonly #count: SchemaCount;

  constructor(count: SchemaCount) {
    this.#count = count;
  }

  of(schema: z.ZodType, name: string): JsonSchema {
    const plain = wireSchema(schema, name);
    Object.assign(this.components, plain.definitions);
    return this.#share(plain.schema, name);
  }

  #share(schema: JsonSchema, name: string): JsonSchema {
    const text = JSON.stringify(schema);
    if (text.length < leastSharedLength || this.#count.times(text) < 2) return this.#shareParts(schema, name);
    const known = this.#names.get(text);
    if (known) return { $ref: referenceTo(known) };
    const fresh = this.#freeName(typeof schema.title === "string" ? pascal(schema.title) : name);
    this.#names.set(text, fresh);
    this.components[fresh] = {};
    this.components[fresh] = this.#shareParts(schema, fresh);
    return { $ref: referenceTo(fresh) };
  }

  #shareParts(schema: JsonSchema, name: string): JsonSchema {
    return mapParts(schema, (part, key) => this.#share(part, name + (unnamed[key] ?? pascal(key))));
  }

  #freeName(wanted: string): string {
    let free = wanted;
    for (let number = 2; free in this.components; number++) free = `${wanted}${number}`;
    return free;
  }
}
