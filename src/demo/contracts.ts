import { contract } from "../crm/contract.ts";
import type { Company } from "./accounts.ts";
import type { Acquaintance } from "./contacts.ts";
import type { Deal } from "./deals.ts";
import { bornAt, change, valuesOf } from "./history.ts";
import type { Life } from "./history.ts";
import type { Random } from "./random.ts";
import { historyDays } from "./scene.ts";
import type { Scene } from "./scene.ts";

/** A contract with the deal that it came from; those brought over have none. */
export interface Agreement {
  life: Life;
  deal?: Deal;
  signed: boolean;
}

const kinds = { service: "Calibration agreement", subscription: "Bench software subscription" } as const;

/** A contract for each won deal that takes one, and older ones that run out around now. */
export function makeContracts(
  scene: Scene,
  deals: readonly Deal[],
  people: ReadonlyMap<Company, Acquaintance[]>,
  olderOnes: number,
): Agreement[] {
  const random = scene.randomFor("contracts");
  const won = deals
    .filter(({ wonAt, product }) => wonAt !== undefined && scene.calendar.dayOf(wonAt) < -4 && product.contract)
    .toSorted((one, other) => one.wonAt! - other.wonAt!);
  const old = [...people].filter(
    ([company]) => company.buys && scene.calendar.dayOf(bornAt(company.life)) < -historyDays + 12,
  );
  const before = Array.from({ length: olderOnes }, () => random.pick(old));
  const numbers = new Map<string, number>();
  return [
    ...before.map(([company, known]) => bringOver(scene, random, company, known, numbers)),
    ...won.map((deal) => fromDeal(scene, random, deal, numbers)),
  ];
}

/** `C-2026-014`, in the order of the years' contracts. */
function nextNumber(numbers: Map<string, number>, date: string): string {
  const year = date.slice(0, 4);
  numbers.set(year, (numbers.get(year) ?? 0) + 1);
  return `C-${year}-${String(numbers.get(year)).padStart(3, "0")}`;
}

function fromDeal(scene: Scene, random: Random, deal: Deal, numbers: Map<string, number>): Agreement {
  const { calendar, cast } = scene;
  const { amount, currency, contacts: _, ...rest } = valuesOf(deal.life);
  const startDay = calendar.dayOf(deal.wonAt!) + random.whole(5, 20);
  const values = {
    title: `${kinds[deal.product.contract!]} ${deal.company.name}`,
    number: nextNumber(numbers, calendar.date(startDay)),
    accountId: deal.company.life.id,
    opportunityId: deal.life.id,
    type: deal.product.contract!,
    value: amount,
    currency,
    ...term(scene, startDay, 365),
    autoRenew: random.chance(0.7),
    status: "draft",
    ownerId: rest.ownerId,
  };
  const life = scene.history.begin(
    contract,
    calendar.momentAfter(deal.wonAt!, calendar.dayOf(deal.wonAt!) + 1),
    deal.seller,
    values,
  );
  const later = (days: number) => calendar.momentAfter(life.states.at(-1)!.at, calendar.dayOf(bornAt(life)) + days);
  const advance = (days: number, changes: Record<string, unknown>) => {
    const at = later(days);
    if (calendar.dayOf(at) < 0) change(life, at, deal.seller, changes);
    return calendar.dayOf(at) < 0;
  };
  const signed =
    advance(1, { status: "sent" }) &&
    advance(random.whole(3, 9), {
      status: "signed",
      signatures: signatures(deal.people[0]!, deal.seller.name, calendar.date(Math.min(-1, startDay - 1))),
    });
  if (signed && startDay < 0)
    change(life, Math.max(calendar.momentAfter(life.states.at(-1)!.at, startDay)), cast.one("finance"), {
      status: "active",
    });
  return { life, deal, signed };
}

function bringOver(
  scene: Scene,
  random: Random,
  company: Company,
  known: readonly Acquaintance[],
  numbers: Map<string, number>,
): Agreement {
  const { calendar, cast } = scene;
  const endDay = random.whole(-200, 75);
  const length = random.pick([730, 1095]);
  const kind = random.pick(["service", "subscription"] as const);
  const values = {
    title: `${kinds[kind]} ${company.name}`,
    number: nextNumber(numbers, calendar.date(endDay - length)),
    accountId: company.life.id,
    type: kind,
    value: `${Math.round(random.around(6_500, 0.6) / 20) * 20}.00`,
    currency: company.country.currency,
    ...term(scene, endDay - length, length),
    autoRenew: false,
    status: "active",
    signatures: signatures(known[0]!, cast.one("lead").name, calendar.date(endDay - length - 4)),
    ownerId: company.owner.userId,
  };
  const life = scene.history.begin(
    contract,
    calendar.momentAfter(bornAt(company.life), -historyDays + 14),
    cast.one("operations"),
    values,
  );
  if (random.chance(0.07))
    change(life, calendar.momentAfter(bornAt(life), -random.whole(210, 300)), company.owner, { status: "terminated" });
  else if (endDay < -1)
    change(life, calendar.momentAfter(bornAt(life), endDay + 1), cast.one("finance"), { status: "expired" });
  return { life, signed: true };
}

function term({ calendar }: Scene, startDay: number, days: number) {
  return {
    startDate: calendar.date(startDay),
    endDate: calendar.date(startDay + days),
    noticeDays: 60,
    renewalReminder: calendar.date(startDay + days - 90),
  };
}

function signatures({ firstName, lastName, email }: Acquaintance, ours: string, signedOn: string) {
  return [
    { name: ours, side: "ours", signedOn },
    { name: `${firstName} ${lastName}`, email, side: "theirs", signedOn },
  ];
}
