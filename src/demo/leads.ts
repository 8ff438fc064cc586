import type { Actor } from "../access/caller.ts";
import { lead } from "../crm/lead.ts";
import { digits } from "./accounts.ts";
import { freshAddress, personName } from "./contacts.ts";
import { countries } from "./countries.ts";
import type { Deal } from "./deals.ts";
import { bornAt, change } from "./history.ts";
import type { Life } from "./history.ts";
import { addressPart } from "./names.ts";
import type { Random } from "./random.ts";
import { busyDay, historyDays } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { companyRoots, jobTitles, products, trades } from "./trade.ts";

/** Somebody who may become a customer. */
export interface Prospect {
  life: Life;
  owner: Actor;
  names: { person: string; company: string };
  /** Whether anybody has been in touch. */
  worked: boolean;
}

const sources = [
  ["website", 38],
  ["event", 20],
  ["campaign", 14],
  ["referral", 12],
  ["social", 9],
  ["cold_call", 7],
] as const;
const reasonsLost = ["Too small", "No need", "Student project", "Not reachable", "Chose a competitor"] as const;

/** Leads: those that became a deal of the history, and all the others. */
export function makeLeads(scene: Scene, deals: readonly Deal[], count: number): Prospect[] {
  const random = scene.randomFor("leads");
  const taken = new Set<string>();
  const early = (deal: Deal) =>
    scene.calendar.dayOf(bornAt(deal.life)) > -historyDays + 40 && deal.life.states[0]!.values.type === "new_business";
  const converted = [...new Map(deals.filter(early).map((deal) => [deal.people[0]!, deal])).values()].filter(() =>
    random.chance(0.3),
  );
  const others = Array.from({ length: count - converted.length }, () => makeLead(scene, random, taken));
  return [...converted.map((deal) => makeConverted(scene, random, deal)), ...others];
}

function makeLead(scene: Scene, random: Random, taken: Set<string>): Prospect {
  const { calendar, cast, history } = scene;
  const country = random.weighted(countries.map((one) => [one, one.weight] as const));
  const trade = random.weighted(trades.map((one) => [one, one.weight] as const));
  const company = `${random.pick(companyRoots)} ${random.pick(trade.nouns)}`;
  const { firstName, lastName } = personName(random, country.language);
  const owner = random.pick(cast.sales);
  const values = {
    firstName,
    lastName,
    company,
    title: random.pick(jobTitles)[0],
    email: freshAddress(firstName, lastName, `${addressPart(company)}.example`, taken),
    phone: random.chance(0.7) ? digits(random, country.phone) : null,
    industry: trade.industry,
    source: random.weighted(sources),
    status: "new",
    rating: random.weighted([
      ["cold", 45],
      ["warm", 40],
      ["hot", 15],
    ] as const),
    estimatedAmount: random.chance(0.5) ? `${Math.round(random.around(6_000, 0.8) / 100) * 100}.00` : null,
    currency: country.currency,
    city: random.pick(country.cities)[0],
    country: country.code,
    description: `Asks about ${random.pick(products).name}.`,
    ownerId: owner.userId,
    tags: random.chance(0.15) ? ["trade fair"] : [],
  };
  const day = busyDay(scene, random, 0.5);
  const life = history.begin(lead, calendar.moment(day), cast.one("operations"), values);
  const worked = work(scene, random, life, owner, day);
  return { life, owner, names: { person: `${firstName} ${lastName}`, company }, worked };
}

/** Old leads are decided, young ones are not. Answers whether anybody was in touch. */
function work({ calendar }: Scene, random: Random, life: Life, owner: Actor, day: number): boolean {
  const path = random.weighted([
    [["assigned", "contacted", "lost"], 40],
    [["assigned", "lost"], 18],
    [["assigned", "contacted", "recycled"], 20],
    [["assigned", "contacted", "qualified"], 14],
    [["assigned", "contacted"], 8],
  ] as const);
  let then = day;
  let worked = false;
  for (const status of path) {
    then += random.whole(1, 14);
    if (then >= 0) break;
    change(life, calendar.momentAfter(life.states.at(-1)!.at, then), owner, {
      status,
      ...(status === "lost" ? { lostReason: random.pick(reasonsLost) } : {}),
    });
    worked ||= status === "contacted";
  }
  return worked;
}

/** The lead that a deal began as: entered some days before, converted when the deal was. */
function makeConverted(scene: Scene, random: Random, deal: Deal): Prospect {
  const { calendar, cast, history } = scene;
  const [person] = deal.people;
  const { firstName, lastName, email, company, life: contact } = person!;
  const { title, officePhone } = contact.states[0]!.values;
  const convertedAt = bornAt(deal.life);
  const values = {
    firstName,
    lastName,
    company: company.name,
    title,
    email,
    phone: officePhone,
    source: deal.life.states[0]!.values.leadSource,
    status: "new",
    rating: random.weighted([
      ["warm", 50],
      ["hot", 50],
    ] as const),
    estimatedAmount: deal.life.states[0]!.values.amount,
    currency: company.country.currency,
    country: company.country.code,
    description: `Asks about ${deal.product.name}.`,
    ownerId: deal.seller.userId,
  };
  const life = history.begin(
    lead,
    calendar.moment(calendar.dayOf(convertedAt) - random.whole(4, 20)),
    cast.one("operations"),
    values,
  );
  change(life, bornAt(life) + 90 * 60_000, deal.seller, { status: "contacted" });
  change(life, convertedAt, deal.seller, {
    status: "converted",
    convertedAt: new Date(convertedAt).toISOString(),
    convertedAccountId: company.life.id,
    convertedContactId: contact.id,
    convertedOpportunityId: deal.life.id,
  });
  return {
    life,
    owner: deal.seller,
    names: { person: `${firstName} ${lastName}`, company: company.name },
    worked: true,
  };
}
