import { expect, test } from "vitest";
import type { Actor } from "../access/caller.ts";
import { usualStages } from "../crm/default-pipeline.ts";
import { totalsOf } from "../crm/invoice-totals.ts";
import type { InvoiceLine } from "../crm/invoice-totals.ts";
import { recordTypes } from "../crm/record-types.ts";
import { inputSchema } from "../records/input.ts";
import { columnsOf, childrenOf } from "../records/record-type.ts";
import type { RecordType } from "../records/record-type.ts";
import type { Values } from "../records/store.ts";
import { valuesOf } from "./history.ts";
import { colleagues } from "./team.ts";
import { yearOf } from "./year.ts";

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const actors = colleagues.map(({ name, email, role }, at): Actor => ({
  type: "user",
  userId: id(at),
  organizationId: id(99),
  role,
  name,
  email,
  method: "session",
}));
const stages = usualStages.map((stage, at) => ({ ...stage, id: id(100 + at), pipelineId: id(200), position: at }));
const today = new Date("2026-03-18T15:00:00Z");
const year = yearOf(today, actors, stages);
const livesOf = (name: string) => year.lives.filter(({ type }) => type.name === name);
const finals = (name: string): Values[] => livesOf(name).map(valuesOf);
const lives = new Map(year.lives.map((life) => [life.id, life]));

test("the same day gives the same year, another seed another one", () => {
  const later = yearOf(new Date("2026-03-18T23:59:00Z"), actors, stages);
  expect(later.lives.map(({ id: one, states }) => [one, states])).toEqual(
    year.lives.map(({ id: one, states }) => [one, states]),
  );
  const other = yearOf(today, actors, stages, "another");
  expect(other.lives.slice(0, 5).map((life) => valuesOf(life).name)).not.toEqual(
    year.lives.slice(0, 5).map((life) => valuesOf(life).name),
  );
});

test("there are a few thousand records, all of the past year", () => {
  const counts = Object.fromEntries(recordTypes.map(({ name }) => [name, livesOf(name).length]));
  expect(counts).toMatchObject({
    account: 600,
    contact: 2500,
    lead: 1200,
    opportunity: 1800,
    project: 40,
    task: 2000,
    document: 120,
  });
  expect(counts.invoice).toBeGreaterThan(650);
  expect(counts.activity).toBeGreaterThan(4800);
  const midnight = Date.parse("2026-03-18T00:00:00Z");
  const wrong = year.lives.filter(
    ({ states }) =>
      !states.every(
        ({ at }, index) => at < midnight && at > midnight - 366 * 86_400_000 && at > (states[index - 1]?.at ?? 0),
      ),
  );
  expect(wrong.map(({ type, states }) => [type.name, states.map(({ at }) => new Date(at).toISOString())])).toEqual([]);
});

test("every value is one that the API would take", () => {
  for (const type of recordTypes as readonly RecordType[]) {
    const writable = new Set(
      [...columnsOf(type.fields), ...childrenOf(type.fields).map(({ name, field }) => ({ member: name, field }))]
        .filter(({ field }) => !field.readOnly)
        .map(({ member }) => member),
    );
    const schema = inputSchema(type, "create");
    for (const values of finals(type.name)) {
      const given = Object.entries(values).filter(
        ([member]) => writable.has(member) || member === "ownerId" || member === "tags" || member === "custom",
      );
      const body = Object.fromEntries(
        given.map(([member, value]) => [
          member,
          member === "lines" ? (value as Values[]).map((line) => ({ ...line, total: undefined })) : value,
        ]),
      );
      expect(schema.safeParse(body).error?.issues ?? []).toEqual([]);
      expect(type.check?.(values) ?? []).toEqual([]);
    }
  }
});

test("every reference is to a record of the right kind that was there before", () => {
  const plain = new Set(["member", "stage", "pipeline", "project_section"]);
  const problems: string[] = [];
  for (const { type, states } of year.lives) {
    for (const { member, field } of columnsOf(type.fields).filter(
      (one) => one.field.target && !plain.has(one.field.target),
    )) {
      for (const { at, values } of states) {
        const target = values[member] ? lives.get(values[member] as string) : null;
        if (target === undefined || (target && (target.type.name !== field.target || target.states[0]!.at > at)))
          problems.push(`${type.name}.${member}`);
      }
    }
    for (const link of (states.at(-1)!.values.links ?? []) as { type: string; id: string }[])
      if (lives.get(link.id)?.type.name !== link.type) problems.push(`${type.name} links`);
  }
  expect([...new Set(problems)]).toEqual([]);
});

test("what belongs to a deal is of the deal's account", () => {
  const accountOf = (one: unknown) => valuesOf(lives.get(one as string)!).accountId;
  for (const deal of finals("opportunity")) expect(accountOf(deal.primaryContactId)).toBe(deal.accountId);
  for (const one of [...finals("invoice"), ...finals("contract")].filter(({ opportunityId }) => opportunityId)) {
    expect(accountOf(one.opportunityId)).toBe(one.accountId);
  }
  for (const { links } of finals("activity")) {
    const linked = (links as { type: string; id: string }[]).filter(
      ({ type }) => type === "opportunity" || type === "contact",
    );
    const company = (links as { type: string; id: string }[]).find(({ type }) => type === "account")?.id;
    expect(linked.every((link) => accountOf(link.id) === company)).toBe(true);
  }
});

test("a stage decides on status, probability and dates", () => {
  const shares = { open: 0, won: 0, lost: 0 };
  for (const deal of finals("opportunity")) {
    const stage = stages.find(({ id: one }) => one === deal.stageId)!;
    expect(deal).toMatchObject({ status: stage.outcome, probability: stage.probability, pipelineId: stage.pipelineId });
    expect(deal.closedAt === null).toBe(stage.outcome === "open");
    expect(deal.closedAt === null || deal.closeDate === (deal.closedAt as string).slice(0, 10)).toBe(true);
    expect(deal.lostReason !== undefined).toBe(stage.outcome === "lost");
    shares[stage.outcome] += 1;
  }
  expect(shares.won / (shares.won + shares.lost)).toBeGreaterThan(0.3);
  expect(shares.won / (shares.won + shares.lost)).toBeLessThan(0.55);
  expect(shares.open).toBeGreaterThan(150);
});

test("invoices add up to the cent, and numbers have no gap", () => {
  const numbers = new Map<string, number[]>();
  for (const one of finals("invoice")) {
    const { lines, ...totals } = totalsOf(one.lines as InvoiceLine[]);
    expect(one).toMatchObject(totals);
    expect((one.lines as Values[]).map(({ total }) => total)).toEqual(lines);
    const cents = (amount: unknown) => Math.round(Number(amount) * 100);
    const paid = ((one.payments ?? []) as Values[]).reduce((sum, { amount }) => sum + cents(amount), 0);
    expect(cents(one.paid)).toBe(paid);
    expect(cents(one.balance)).toBe(one.status === "cancelled" ? 0 : cents(one.total) - paid);
    expect(one.balance === "0.00").toBe(one.status === "paid" || one.status === "cancelled");
    if (one.number)
      numbers.set((one.issueDate as string).slice(0, 4), [
        ...(numbers.get((one.issueDate as string).slice(0, 4)) ?? []),
        one.number as number,
      ]);
  }
  for (const [inYear, given] of numbers) {
    expect(given.toSorted((one, other) => one - other)).toEqual(given.map((_, at) => at + 1));
    expect(year.series.find(({ year: one }) => String(one) === inYear)?.lastNumber).toBe(given.length);
  }
});

test("every won deal is invoiced or was won too lately", () => {
  const invoiced = new Set(finals("invoice").map(({ opportunityId }) => opportunityId));
  const old = livesOf("opportunity").filter(
    (life) => valuesOf(life).status === "won" && (valuesOf(life).closedAt as string) < "2026-02-01",
  );
  expect(old.filter((life) => !invoiced.has(life.id)).length).toBe(0);
});
