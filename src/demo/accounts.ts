import type { Actor } from "../access/caller.ts";
import { account } from "../crm/account.ts";
import { companyRoots, trades } from "./trade.ts";
import { countries } from "./countries.ts";
import type { Country } from "./countries.ts";
import { bornAt } from "./history.ts";
import type { Life } from "./history.ts";
import { addressPart } from "./names.ts";
import type { Random } from "./random.ts";
import { busyDay, historyDays } from "./scene.ts";
import type { Scene } from "./scene.ts";

/** A company that the demo's company deals with. */
export interface Company {
  life: Life;
  name: string;
  country: Country;
  domain: string;
  employees: number;
  owner: Actor;
  /** Buys, as opposed to those who deliver or sell on. */
  buys: boolean;
}

const share = { broughtOver: 0.45, subsidiary: 0.08 };

/** Companies: some brought over when the CRM was set up, the others as they turned up over the year. */
export function makeAccounts(scene: Scene, count: number): Company[] {
  const random = scene.randomFor("accounts");
  const names = new Set<string>();
  const days = Array.from({ length: count }, (_, at) =>
    at < count * share.broughtOver ? -historyDays + 1 + random.whole(0, 9) : busyDay(scene, random, 0.3),
  ).toSorted((one, other) => one - other);
  const companies: Company[] = [];
  for (const day of days) {
    const older = companies.filter(({ life }) => scene.calendar.dayOf(bornAt(life)) < day - 3);
    const parent = older.length > 0 && random.chance(share.subsidiary) ? random.pick(older) : undefined;
    companies.push(makeAccount(scene, random, day, names, parent));
  }
  return companies;
}

function makeAccount(
  scene: Scene,
  random: Random,
  day: number,
  names: Set<string>,
  parent: Company | undefined,
): Company {
  const country = random.weighted(countries.map((one) => [one, one.weight] as const));
  const trade = random.weighted(trades.map((one) => [one, one.weight] as const));
  const short = freshName(random, trade.nouns, names);
  const name = random.chance(0.55) ? `${short} ${random.pick(country.legalForms)}` : short;
  const domain = `${addressPart(short)}.example`;
  const employees = Math.max(3, Math.round(random.around(90, 1.1)));
  const owner = random.pick(scene.cast.sales);
  const type = random.weighted([
    ["prospect", 92],
    ["vendor", 4],
    ["partner", 3],
    ["reseller", 1],
  ] as const);
  const at = scene.calendar.moment(day);
  const enteredBy = day < -historyDays + 12 ? scene.cast.one("operations") : owner;
  const values = {
    name,
    domain,
    website: `https://${domain}`,
    email: `info@${domain}`,
    phone: digits(random, country.phone),
    type,
    status: "active",
    industry: trade.industry,
    employees,
    annualRevenue: `${Math.round((employees * random.around(170, 0.35)) / 10) * 10_000}.00`,
    currency: country.currency,
    vatNumber: digits(random, country.vat),
    yearFounded: 2024 - Math.min(140, Math.round(random.around(24, 0.8))),
    parentAccountId: parent?.life.id ?? null,
    ...billingAddress(random, country),
    ownerId: owner.userId,
    tags: tagsOf(random, employees),
    custom: type === "prospect" ? { segment: segmentOf(employees) } : {},
  };
  return {
    life: scene.history.begin(account, at, enteredBy, values),
    name,
    country,
    domain,
    employees,
    owner,
    buys: type === "prospect",
  };
}

function freshName(random: Random, nouns: readonly string[], taken: Set<string>): string {
  for (;;) {
    const name = `${random.pick(companyRoots)} ${random.pick(nouns)}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}

/** Replaces each # by a digit. */
export function digits(random: Random, pattern: string): string {
  return pattern.replaceAll("#", () => String(random.whole(0, 9)));
}

function billingAddress(random: Random, country: Country) {
  const [billingCity, billingPostalCode] = random.pick(country.cities);
  const number = random.whole(1, 180);
  const street = random.pick(country.streets);
  const billingStreet =
    country.language === "en" || country.language === "fr" ? `${number} ${street}` : `${street} ${number}`;
  return { billingStreet, billingCity, billingPostalCode, billingCountry: country.code };
}

function segmentOf(employees: number): string {
  if (employees >= 400) return "Key account";
  return employees >= 60 ? "Mid-market" : "Small business";
}

function tagsOf(random: Random, employees: number): string[] {
  const tags: string[] = [];
  if (employees >= 600) tags.push("strategic");
  if (random.chance(0.12)) tags.push("trade fair");
  if (random.chance(0.06)) tags.push("reference customer");
  if (random.chance(0.04)) tags.push("at risk");
  return tags;
}
