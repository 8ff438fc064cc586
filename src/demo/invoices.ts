import type { Actor } from "../access/caller.ts";
import { difference, sumOf, totalsOf } from "../crm/invoice-totals.ts";
import type { InvoiceLine } from "../crm/invoice-totals.ts";
import { invoice } from "../crm/invoice.ts";
import { fromUnits, toUnits } from "../crm/exact-decimal.ts";
import type { Agreement } from "./contracts.ts";
import type { Deal } from "./deals.ts";
import { change, valuesOf } from "./history.ts";
import type { Life } from "./history.ts";
import type { Random } from "./random.ts";
import type { Scene } from "./scene.ts";
import { letterhead } from "./team.ts";

/** An invoice to be written, before it is known which number it gets. */
interface Bill {
  at: number;
  deal: Deal;
  contractId: string | null;
  subject: string;
  lines: (InvoiceLine & { description: string; unit: string })[];
}

/** The last number that was given out in a series and year. */
export interface SeriesEnd {
  series: string;
  year: number;
  lastNumber: number;
}

const termDays = 30;

/** Invoices for won deals: at delivery, or a quarter at a time where there is a contract. Numbered in order, without gaps. */
export function makeInvoices(scene: Scene, deals: readonly Deal[], agreements: readonly Agreement[]): SeriesEnd[] {
  const random = scene.randomFor("invoices");
  const contracts = new Map(
    agreements.filter(({ deal, signed }) => deal && signed).map(({ deal, life }) => [deal!, life]),
  );
  const bills = deals
    .filter(({ wonAt }) => wonAt !== undefined && scene.calendar.dayOf(wonAt) < -4)
    .flatMap((deal) => billsOf(scene, random, deal, contracts.get(deal)?.id))
    .filter(({ at }) => scene.calendar.dayOf(at) < 0)
    .toSorted((one, other) => one.at - other.at);
  const numbers = new Map<string, SeriesEnd>();
  for (const bill of bills) issue(scene, random, bill, numbers);
  return [...numbers.values()];
}

function billsOf({ calendar }: Scene, random: Random, deal: Deal, contractId: string | undefined): Bill[] {
  const wonDay = calendar.dayOf(deal.wonAt!);
  const taxRate = deal.company.country.code === "NL" ? "21.00" : null;
  const line = { ...deal.line, taxRate };
  const bill = (day: number, rest: Pick<Bill, "subject" | "lines">): Bill => ({
    at: calendar.momentAfter(deal.wonAt!, day),
    deal,
    contractId: contractId ?? null,
    ...rest,
  });
  if (!contractId) return [bill(wonDay + random.whole(6, 30), { subject: deal.product.name, lines: [line] })];
  const quantity = fromUnits(toUnits(line.quantity, 4) / 4n, 4);
  return [0, 1, 2, 3].map((quarter) => {
    const period = `quarter ${quarter + 1} of 4`;
    return bill(wonDay + 21 + quarter * 91, {
      subject: `${deal.product.name}, ${period}`,
      lines: [{ ...line, quantity, description: `${line.description}, ${period}` }],
    });
  });
}

function issue(scene: Scene, random: Random, bill: Bill, numbers: Map<string, SeriesEnd>): void {
  const { calendar, cast, history } = scene;
  const finance = cast.one("finance");
  const day = calendar.dayOf(bill.at);
  const life = history.begin(invoice, bill.at, finance, draftOf(scene, bill, day));
  // The last days' drafts wait for somebody to look at them.
  if (day > -4 && random.chance(0.6)) return;
  const [issued, sent, cancelled] = [5, 9, 50].map((minutes) => bill.at + minutes * 60_000) as [number, number, number];
  change(life, issued, finance, {
    status: "issued",
    issuedAt: new Date(issued).toISOString(),
    seller: letterhead,
    ...numbered(calendar.date(day), numbers),
  });
  change(life, sent, finance, { status: "sent", sentAt: new Date(sent).toISOString() });
  const fate = random.weighted([
    ["paid", 90],
    ["late", 7],
    ["cancelled", 1],
    ["halves", 2],
  ] as const);
  if (fate === "cancelled")
    return change(life, cancelled, finance, {
      status: "cancelled",
      cancelledAt: new Date(cancelled).toISOString(),
      balance: "0.00",
    });
  if (fate === "halves") pay(scene, life, day + random.whole(10, 30), halfOf(valuesOf(life).total as string), finance);
  const settled = day + Math.round(fate === "late" ? random.around(62, 0.4) : random.around(24, 0.35));
  if (fate !== "late" || random.chance(0.6)) pay(scene, life, settled, null, finance);
  remind(scene, life, day);
}

function draftOf({ calendar }: Scene, { deal, contractId, subject, lines }: Bill, day: number) {
  const { lines: nets, ...totals } = totalsOf(lines);
  const { billingStreet, billingCity, billingPostalCode, billingCountry, vatNumber } = valuesOf(deal.company.life);
  return {
    name: "Draft",
    type: "invoice",
    status: "draft",
    series: "INV",
    accountId: deal.company.life.id,
    contactId: deal.people[0]!.life.id,
    opportunityId: deal.life.id,
    contractId,
    subject,
    billingName: deal.company.name,
    billingStreet,
    billingCity,
    billingPostalCode,
    billingCountry,
    billingVatNumber: vatNumber,
    issueDate: calendar.date(day),
    dueDate: calendar.date(day + termDays),
    currency: deal.company.country.currency,
    lines: lines.map((line, at) => ({ ...line, total: nets[at] })),
    ...totals,
    paid: "0.00",
    balance: totals.total,
    ...(lines[0]!.taxRate ? {} : { notes: "VAT is accounted for by the recipient." }),
  };
}

function numbered(issueDate: string, numbers: Map<string, SeriesEnd>) {
  const year = Number(issueDate.slice(0, 4));
  const end = numbers.get(`${year}`) ?? { series: "INV", year, lastNumber: 0 };
  numbers.set(`${year}`, end);
  end.lastNumber += 1;
  return { number: end.lastNumber, name: `${end.series}-${year}-${String(end.lastNumber).padStart(5, "0")}` };
}

function halfOf(amount: string): string {
  return fromUnits(toUnits(amount, 2) / 2n, 2);
}

/** Pays a part, or all that is left. */
function pay({ calendar }: Scene, life: Life, day: number, amount: string | null, by: Actor): void {
  const at = calendar.momentAfter(life.states.at(-1)!.at, day);
  if (calendar.dayOf(at) >= 0) return;
  const before = valuesOf(life);
  const paidOn = calendar.date(calendar.dayOf(at));
  const made = {
    id: `${before.name as string}-${((before.payments ?? []) as object[]).length + 1}`,
    amount: amount ?? (before.balance as string),
    paidOn,
    method: "bank transfer",
    reference: before.name,
  };
  const payments = [...((before.payments ?? []) as (typeof made)[]), made];
  const paid = sumOf(payments.map((payment) => payment.amount));
  const balance = difference(before.total as string, paid);
  change(life, at, by, { payments, paid, balance, status: balance === "0.00" ? "paid" : "partially_paid" }, "PAYMENT");
}

/** What is owed after its day is overdue. */
function remind({ calendar, cast }: Scene, life: Life, day: number): void {
  const { status } = valuesOf(life);
  if (day + termDays >= -1 || status !== "sent") return;
  change(life, calendar.momentAfter(life.states.at(-1)!.at, day + termDays + 1), cast.one("finance"), {
    status: "overdue",
  });
}
