import type { Actor } from "../access/caller.ts";
import { percentOf } from "../crm/exact-decimal.ts";
import { totalsOf } from "../crm/invoice-totals.ts";
import type { InvoiceLine } from "../crm/invoice-totals.ts";
import { opportunity } from "../crm/opportunity.ts";
import type { Stage } from "../crm/pipelines.ts";
import type { Values } from "../records/store.ts";
import type { Company } from "./accounts.ts";
import type { Acquaintance } from "./contacts.ts";
import { bornAt, change, valuesOf } from "./history.ts";
import type { Life } from "./history.ts";
import type { Random } from "./random.ts";
import { busyDay, historyDays } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { competitors, lostReasons, products } from "./trade.ts";
import type { Product } from "./trade.ts";

/** A sale, with what later parts need to know of it. */
export interface Deal {
  life: Life;
  company: Company;
  people: Acquaintance[];
  product: Product;
  line: InvoiceLine & { description: string; unit: string };
  seller: Actor;
  /** When it was won. */
  wonAt?: number;
}

/** How sellers differ, in the order of the cast. */
const skill = [1.15, 1, 1.05, 0.82];
const sourceOdds: Record<string, number> = {
  referral: 1.35,
  partner: 1.15,
  website: 1,
  event: 0.95,
  campaign: 0.85,
  cold_call: 0.55,
};
const nextSteps = [
  "Call about the offer",
  "Send the offer",
  "Visit with a sample",
  "Clarify delivery time",
  "Meet the purchaser",
  "Wait for the budget",
] as const;

/** Opportunities over the year, each as far as it would have come by today. */
export function makeDeals(scene: Scene, people: ReadonlyMap<Company, Acquaintance[]>, count: number): Deal[] {
  const random = scene.randomFor("deals");
  const buyers = [...people.keys()].filter(({ buys }) => buys);
  return Array.from({ length: count }, () => {
    for (;;) {
      const day = busyDay(scene, random, 0.35);
      const company = random.pick(buyers);
      const known = people.get(company)!.filter(({ life }) => scene.calendar.dayOf(bornAt(life)) < day);
      if (known.length > 0) return makeDeal(scene, random, day, company, known);
    }
  });
}

function makeDeal(scene: Scene, random: Random, day: number, company: Company, known: Acquaintance[]): Deal {
  const product = random.weighted(products.map((one) => [one, one.weight] as const));
  const seller = random.chance(0.85) ? company.owner : random.pick(scene.cast.sales);
  const people = [...new Set([random.pick(known), random.pick(known), random.pick(known)])];
  const line = lineOf(random, product, company);
  const source = random.weighted([
    ["website", 26],
    ["referral", 24],
    ["event", 16],
    ["partner", 12],
    ["campaign", 10],
    ["cold_call", 12],
  ] as const);
  const at = scene.calendar.moment(day);
  const contacts = people.map(({ life }, place) => ({
    contactId: life.id,
    part: place === 0 ? "decision_maker" : random.pick(["evaluator", "influencer", "user"]),
  }));
  const values = {
    name: `${product.name} – ${company.name}`,
    accountId: company.life.id,
    primaryContactId: people[0]!.life.id,
    contacts,
    amount: amountOf(line),
    currency: company.country.currency,
    engageDate: scene.calendar.date(day),
    type: random.weighted([
      ["new_business", 60],
      ["existing_business", 30],
      ["renewal", 10],
    ] as const),
    product: product.name,
    leadSource: source,
    ownerId: seller.userId,
    tags: random.chance(0.08) ? ["tender"] : [],
    custom: random.chance(0.5) ? { competitor: random.pick(competitors) } : {},
  };
  const [first] = scene.stages;
  const cycle = Math.max(4, Math.round(random.around(product.price > 10_000 ? 75 : 42, 0.5)));
  const life = scene.history.begin(opportunity, at, seller, {
    ...values,
    nextStep: random.pick(nextSteps),
    closeDate: scene.calendar.date(day + cycle),
    ...entering(first!, at, values),
  });
  const deal: Deal = { life, company, people, product, line, seller };
  play(scene, random, deal, day, cycle, 0.47 * skill[scene.cast.sales.indexOf(seller)]! * sourceOdds[source]!);
  return deal;
}

function lineOf(random: Random, product: Product, { employees }: Company): Deal["line"] {
  const scale = Math.max(0.25, Math.min(6, Math.sqrt(employees / 90)));
  const drawn = product.quantity * scale * random.around(1, 0.45);
  // Contracts are billed by the quarter, so what they run to divides by four.
  const quantity = product.contract ? Math.max(4, Math.round(drawn / 4) * 4) : Math.max(1, Math.round(drawn));
  const discountPercent = random.weighted([
    [null, 62],
    ["5.00", 20],
    ["10.00", 12],
    ["15.00", 6],
  ] as const);
  return {
    description: product.name,
    unit: product.unit,
    quantity: `${quantity}.0000`,
    unitPrice: `${product.price}.00`,
    discountPercent,
  };
}

function amountOf(line: InvoiceLine): string {
  return totalsOf([line]).total;
}

/** From stage to stage until the deal is decided, or today. */
function play(scene: Scene, random: Random, deal: Deal, day: number, cycle: number, odds: number): void {
  const open = scene.stages.filter(({ outcome }) => outcome === "open");
  const won = random.chance(Math.min(0.9, odds));
  const reached = won
    ? open.length
    : random.weighted([
        [1, 30],
        [2, 30],
        [3, 26],
        [4, 14],
      ] as const);
  const enter = (stage: Stage, share: number, extra: Values = {}) => {
    const then = Math.max(day, Math.round(day + cycle * share));
    if (then >= 0) return false;
    const at = scene.calendar.momentAfter(deal.life.states.at(-1)!.at + 60_000, then);
    change(deal.life, at, deal.seller, { ...extra, ...entering(stage, at, valuesOf(deal.life)) });
    return true;
  };
  const shares = [0, 0.2, 0.45, 0.75];
  for (const [place, stage] of open.slice(1, reached).entries()) {
    if (!enter(stage, shares[place + 1]!, { nextStep: random.pick(nextSteps) })) return;
  }
  const stalled = random.chance(0.06) && day > -historyDays / 2;
  if (stalled) return;
  const last = scene.stages.find(({ outcome }) => outcome === (won ? "won" : "lost"))!;
  const decided = enter(last, won ? 1 : (shares[reached] ?? 1), {
    nextStep: null,
    ...(won ? {} : { lostReason: random.pick(lostReasons) }),
  });
  if (decided && won) deal.wonAt = deal.life.states.at(-1)!.at;
}

/** What follows from a stage, as the product derives it. */
function entering(stage: Stage, at: number, { amount }: Values): Values {
  const moment = new Date(at).toISOString();
  const decided = stage.outcome !== "open";
  return {
    stageId: stage.id,
    pipelineId: stage.pipelineId,
    status: stage.outcome,
    probability: stage.probability,
    expectedRevenue: percentOf(amount as string, stage.probability),
    stageEnteredAt: moment,
    // What came last lies on top of the board.
    position: (-at / 60_000).toFixed(4),
    closedAt: decided ? moment : null,
    ...(decided ? { closeDate: moment.slice(0, 10) } : {}),
  };
}
