import { describe, expect, test } from "vitest";
import type { StoredRecord } from "../records/model.ts";
import { sumsByCurrency } from "./sums.ts";

const deal = (amount: string | null, currency: string | null) => ({ amount, currency }) as unknown as StoredRecord;

describe("sums of a stage", () => {
  test("are exact where floats are not", () => {
    expect(sumsByCurrency([deal("0.10", "EUR"), deal("0.20", "EUR")])).toEqual([["EUR", "0.30"]]);
    expect(sumsByCurrency([deal("9007199254740993.01", "EUR"), deal("0.01", "EUR")])).toEqual([["EUR", "9007199254740993.02"]]);
  });

  test("keep currencies apart and leave out deals without an amount", () => {
    const sums = sumsByCurrency([deal("5", "EUR"), deal("7.5", "USD"), deal(null, "USD"), deal("-12.50", "USD")]);
    expect(sums).toEqual([
      ["EUR", "5.00"],
      ["USD", "-5.00"],
    ]);
  });
});
