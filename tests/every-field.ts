import type { Random } from "../src/demo/random.ts";
import type { Field } from "../src/records/field.ts";
import { apiName } from "../src/records/kinds/reference.ts";
import type { RecordType } from "../src/records/record-type.ts";
import { allFields } from "../src/records/row.ts";

const texts = [
  "plain",
  "Ünïcødé 漢字 🦀",
  'a "quoted" \\ back',
  "line\nbreak\ttab",
  '{"id":"no"}',
  "ß ﬁ İ",
  "0",
  "null",
];

/** A value that a field of this kind takes. References are to those that are known; none where there is none. */
function anyValue(random: Random, field: Field, known: ReadonlyMap<string, readonly string[]>): unknown {
  const day = `${random.whole(1950, 2050)}-0${random.whole(1, 9)}-${random.whole(10, 28)}`;
  const decimal = `${random.whole(field.minimum ?? -50, field.maximum ?? 90)}.${random.whole(10, 99)}`;
  const values: Partial<Record<string, () => unknown>> = {
    email: () => `p${random.whole(0, 1e9)}@example.test`,
    url: () => `https://example.test/${random.whole(0, 1e9)}?a=b&c=%20`,
    integer: () => random.whole(Math.max(field.minimum ?? -1e9, -1e9), Math.min(field.maximum ?? 1e9, 1e9)),
    bytes: () => random.whole(0, 2 ** 40),
    decimal: () => decimal,
    percent: () => `${random.whole(0, 99)}.${random.whole(10, 99)}`,
    money: () => `${random.whole(0, 1e12)}.${random.whole(10, 99)}`,
    currency: () => random.pick(["EUR", "USD", "JPY"]),
    date: () => day,
    datetime: () => `${day}T0${random.whole(0, 9)}:59:59.${random.whole(100, 999)}Z`,
    boolean: () => random.chance(0.5),
    choice: () => (field.choices?.length ? random.pick(field.choices).value : undefined),
    country: () => random.pick(["DE", "Atlantis"]),
    reference: () => (known.get(field.target!)?.length ? random.pick(known.get(field.target!)!) : undefined),
    member: () => random.pick(known.get("member")!),
    tags: () => ["one", `Zwei ${random.whole(0, 9)}`, "三"],
    rows: () => [1, 2].map(() => bodyOf(random, Object.entries(field.rows!.fields), known)),
    links: () =>
      Object.keys(field.rows!.fields).flatMap((type) =>
        (known.get(type) ?? []).slice(0, random.whole(0, 2)).map((id) => ({ type, id })),
      ),
  };
  return (values[field.kind.name] ?? (() => `${random.pick(texts)} ${random.whole(0, 1e9)}`))();
}

/** A body with nearly every field that callers may set. */
export function anyBody(random: Random, type: RecordType, known: ReadonlyMap<string, readonly string[]>) {
  return bodyOf(random, Object.entries(allFields(type)), known);
}

function bodyOf(random: Random, fields: readonly [string, Field][], known: ReadonlyMap<string, readonly string[]>) {
  const given = fields
    .filter(([, field]) => !field.readOnly && (field.required || random.chance(0.8)))
    .map(([name, field]) => [apiName(name, field), anyValue(random, field, known)] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}
