import { expect, test } from "vitest";
import type { Field } from "../field.ts";
import { boolean, choice } from "./choice.ts";
import { country } from "./choice.ts";
import { currency, decimal, integer, money, percent } from "./number.ts";
import { email, longText, phone, text, url } from "./text.ts";
import { date, datetime } from "./time.ts";

const length = 500_000;
const repeated = (part: string) => part.repeat(length / part.length);
const values = [
  `${repeated("0")}x`,
  `${repeated("1.")}x`,
  `${repeated(" ")}x`,
  `${repeated("a@")}`,
  `a@${repeated("a.")}@`,
  `http://${repeated("a.")}`,
  `${repeated("/")}`,
  `${repeated("1:")}x`,
  `2026-01-01T${repeated("0")}`,
  `+${repeated("1 ")}x`,
];
const kinds: Record<string, Field> = Object.fromEntries(
  Object.entries({
    text,
    longText,
    email,
    url,
    phone,
    integer,
    decimal,
    percent,
    money,
    currency,
    date,
    datetime,
    boolean,
    country,
  }).map(([name, make]) => [name, make("X") as Field]),
);
kinds.choice = choice("X", ["a"]);

test.each(Object.keys(kinds))("a very long value is no work for %s", (name) => {
  const { kind } = kinds[name]!;
  const schema = kind.schema(kinds[name]!);
  for (const value of values) {
    const began = performance.now();
    schema.safeParse(value);
    try {
      kind.parse?.(value, kinds[name]!, { decimal: ",", dateOrder: "dmy" });
    } catch {
      // That it is no value is not the point.
    }
    expect(performance.now() - began, value.slice(0, 12)).toBeLessThan(1_000);
  }
  expect(schema.safeParse(values[0]).success && name !== "choice").toBe(false);
});
