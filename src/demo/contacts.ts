import { contact } from "../crm/contact.ts";
import { digits } from "./accounts.ts";
import type { Company } from "./accounts.ts";
import { bornAt } from "./history.ts";
import type { Life } from "./history.ts";
import { addressPart, namesOf } from "./names.ts";
import type { Random } from "./random.ts";
import type { Scene } from "./scene.ts";
import { jobTitles } from "./trade.ts";

/** Somebody who works at a company. */
export interface Acquaintance {
  life: Life;
  company: Company;
  firstName: string;
  lastName: string;
  email: string;
}

/** People at the companies, more of them at large ones. */
export function makeContacts(scene: Scene, companies: readonly Company[], count: number): Map<Company, Acquaintance[]> {
  const random = scene.randomFor("contacts");
  const addresses = new Set<string>();
  const people = new Map(companies.map((company) => [company, [] as Acquaintance[]]));
  const draw = companies.map((company) => [company, Math.log(company.employees)] as const);
  for (let made = 0; made < count; made += 1) {
    // Everybody has somebody, then chance decides.
    const company = companies[made] ?? random.weighted(draw);
    people.get(company)!.push(makeContact(scene, random, company, addresses, people.get(company)!.length));
  }
  return people;
}

/** Names as they are in a country, a few from elsewhere. */
export function personName(random: Random, language: string): { firstName: string; lastName: string } {
  const names = namesOf[random.chance(0.9) ? language : random.pick(Object.keys(namesOf))]!;
  return { firstName: random.pick(names.first), lastName: random.pick(names.last) };
}

function makeContact(
  scene: Scene,
  random: Random,
  company: Company,
  addresses: Set<string>,
  earlier: number,
): Acquaintance {
  const { firstName, lastName } = personName(random, company.country.language);
  const email = freshAddress(firstName, lastName, company.domain, addresses);
  const [title, department] = random.pick(jobTitles);
  const born = bornAt(company.life);
  const day = Math.min(-1, scene.calendar.dayOf(born) + (earlier < 2 ? 0 : random.whole(1, 120)));
  const at = scene.calendar.momentAfter(born, day);
  const consented = random.chance(0.55);
  const values = {
    salutation: random.weighted([
      [null, 70],
      ["Ms", 13],
      ["Mr", 13],
      ["Dr", 4],
    ] as const),
    firstName,
    lastName,
    accountId: company.life.id,
    title,
    department,
    email,
    officePhone: random.chance(0.8) ? digits(random, company.country.phone) : null,
    city: company.life.states[0]!.values.billingCity,
    country: company.country.code,
    status: random.chance(0.96) ? "active" : "inactive",
    leadSource: random.weighted([
      ["website", 28],
      ["referral", 22],
      ["event", 20],
      ["cold_call", 14],
      ["partner", 10],
      ["campaign", 6],
    ] as const),
    doNotCall: random.chance(0.04),
    doNotEmail: random.chance(0.05),
    ...(consented
      ? { consentAt: new Date(at).toISOString(), consentSource: random.pick(["web form", "trade fair", "email"]) }
      : {}),
    ownerId: company.owner.userId,
    tags: random.chance(0.1) ? ["newsletter"] : [],
    custom: random.chance(0.4)
      ? {
          language: { nl: "Dutch", de: "German", fr: "French", en: "English", nordic: "English" }[
            company.country.language
          ],
        }
      : {},
  };
  return { life: scene.history.begin(contact, at, company.owner, values), company, firstName, lastName, email };
}

/** Addresses are unique, so a second Anna Berg gets a number. */
export function freshAddress(firstName: string, lastName: string, domain: string, taken: Set<string>): string {
  const name = `${addressPart(firstName)}.${addressPart(lastName)}`;
  let address = `${name}@${domain}`;
  for (let number = 2; taken.has(address); number += 1) address = `${name}${number}@${domain}`;
  taken.add(address);
  return address;
}
