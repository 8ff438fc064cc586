import type { RecordType } from "../../records/record-type.ts";
import { account } from "../account.ts";
import { activity } from "../activity.ts";
import { contact } from "../contact.ts";
import { opportunity } from "../opportunity.ts";
import { task } from "../task.ts";

/** A few days are told relative to the one on which the sample is loaded. */
interface Company {
  key: string;
  name: string;
  type: "customer" | "prospect" | "partner";
  industry: string;
  employees: number;
  city: string;
  country: string;
}

interface Person {
  company: string;
  firstName: string;
  lastName: string;
  title: string;
}

interface Sale {
  company: string;
  name: string;
  amount: string;
  /** Place among the pipeline's open stages, or how it ended. */
  stage: number | "won" | "lost";
  closesIn: number;
}

const companies: readonly Company[] = [
  {
    key: "harbour",
    name: "Harbour Coffee Roasters",
    type: "customer",
    industry: "food",
    employees: 48,
    city: "Bristol",
    country: "GB",
  },
  {
    key: "alpine",
    name: "Alpine Outdoor Supply",
    type: "customer",
    industry: "retail",
    employees: 120,
    city: "Innsbruck",
    country: "AT",
  },
  {
    key: "lumen",
    name: "Lumen Studios",
    type: "prospect",
    industry: "media",
    employees: 22,
    city: "Montréal",
    country: "CA",
  },
  {
    key: "quarry",
    name: "Quarry Lane Architects",
    type: "customer",
    industry: "construction",
    employees: 35,
    city: "Dublin",
    country: "IE",
  },
  {
    key: "verde",
    name: "Verde Logistics",
    type: "prospect",
    industry: "logistics",
    employees: 410,
    city: "Valencia",
    country: "ES",
  },
  {
    key: "polar",
    name: "Polar Data Centers",
    type: "prospect",
    industry: "technology",
    employees: 260,
    city: "Luleå",
    country: "SE",
  },
  {
    key: "orchard",
    name: "Orchard Street Clinic",
    type: "customer",
    industry: "healthcare",
    employees: 64,
    city: "Portland",
    country: "US",
  },
  {
    key: "tidal",
    name: "Tidal Energy Partners",
    type: "prospect",
    industry: "energy",
    employees: 95,
    city: "Aberdeen",
    country: "GB",
  },
  {
    key: "maple",
    name: "Maple Grove School",
    type: "customer",
    industry: "education",
    employees: 80,
    city: "Toronto",
    country: "CA",
  },
  {
    key: "signal",
    name: "Signal & Partners",
    type: "partner",
    industry: "consulting",
    employees: 14,
    city: "Berlin",
    country: "DE",
  },
];

const person = (company: string, firstName: string, lastName: string, title: string): Person => ({
  company,
  firstName,
  lastName,
  title,
});
const people: readonly Person[] = [
  person("harbour", "Ellie", "Marsh", "Operations Manager"),
  person("harbour", "Tom", "Reyes", "Owner"),
  person("harbour", "Priya", "Nair", "Buyer"),
  person("alpine", "Lukas", "Hofer", "Head of Purchasing"),
  person("alpine", "Marie", "Gruber", "Store Manager"),
  person("alpine", "Stefan", "Egger", "Finance"),
  person("lumen", "Chloé", "Tremblay", "Producer"),
  person("lumen", "Marcus", "Webb", "Studio Manager"),
  person("quarry", "Aoife", "Byrne", "Partner"),
  person("quarry", "Conor", "Daly", "Project Architect"),
  person("quarry", "Sinéad", "Nolan", "Office Manager"),
  person("verde", "Lucía", "Ferrer", "Fleet Director"),
  person("verde", "Javier", "Soler", "IT Manager"),
  person("verde", "Carmen", "Vidal", "Buyer"),
  person("polar", "Erik", "Lindholm", "Facility Manager"),
  person("polar", "Sara", "Nyberg", "Procurement"),
  person("orchard", "Dana", "Whitfield", "Practice Manager"),
  person("orchard", "Miguel", "Santos", "Head Nurse"),
  person("orchard", "Grace", "Kim", "Administrator"),
  person("tidal", "Fiona", "Mackay", "Managing Director"),
  person("tidal", "Ross", "Sutherland", "Engineer"),
  person("maple", "Helen", "Osei", "Principal"),
  person("maple", "David", "Chan", "Head of IT"),
  person("maple", "Nadia", "Rahman", "Bursar"),
  person("signal", "Jonas", "Falk", "Partner"),
];

const sale = (company: string, name: string, amount: string, stage: Sale["stage"], closesIn: number): Sale => ({
  company,
  name,
  amount,
  stage,
  closesIn,
});
const sales: readonly Sale[] = [
  sale("harbour", "Annual supply", "18000.00", "won", -34),
  sale("harbour", "Second roastery", "42500.00", 2, 21),
  sale("harbour", "Training days", "3600.00", 0, 45),
  sale("alpine", "Winter season", "27400.00", "won", -62),
  sale("alpine", "Spring campaign", "15900.00", 3, 9),
  sale("lumen", "Pilot project", "6800.00", 1, 30),
  sale("lumen", "Archive", "22000.00", "lost", -18),
  sale("quarry", "Office move", "9750.00", "won", -11),
  sale("quarry", "Yearly contract", "31200.00", 2, 26),
  sale("verde", "Fleet rollout", "88000.00", 1, 70),
  sale("polar", "Frame agreement", "120000.00", 0, 95),
  sale("polar", "Assessment", "4900.00", "won", -5),
  sale("orchard", "Renewal", "12600.00", 3, 14),
  sale("tidal", "Feasibility study", "16400.00", "lost", -40),
  sale("maple", "Classroom package", "7300.00", 1, 38),
];

/** One record to create; what it refers to was created before. */
export interface SampleRecord {
  type: RecordType;
  key: string;
  body: Record<string, unknown>;
}

interface Surroundings {
  /** The id of a record that was created before. */
  idOf(key: string): string;
  stages: { open: readonly string[]; won?: string | undefined; lost?: string | undefined };
  /** `YYYY-MM-DD`, so many days from today. */
  date(inDays: number): string;
}

/** The sample in the order in which it can be created: each is asked for after the one before exists. */
export function* sampleRecords(around: Surroundings): Generator<SampleRecord> {
  for (const { key, city, country, ...company } of companies) {
    yield {
      type: account,
      key,
      body: {
        ...company,
        domain: `${key}.example`,
        website: `https://${key}.example`,
        billingCity: city,
        billingCountry: country,
      },
    };
  }
  for (const [at, { company, ...rest }] of people.entries()) {
    const email = `${rest.firstName}.${rest.lastName}@${company}.example`
      .normalize("NFD")
      .replaceAll(/\p{M}/gu, "")
      .toLowerCase();
    yield { type: contact, key: `person-${at}`, body: { ...rest, email, accountId: around.idOf(company) } };
  }
  for (const [at, one] of sales.entries()) yield { type: opportunity, key: `sale-${at}`, body: saleBody(around, one) };
  for (const [at, one] of sales.entries()) if (typeof one.stage === "number") yield* followUp(around, one, at);
}

function firstPersonOf(company: string): number {
  return people.findIndex((one) => one.company === company);
}

function saleBody(
  { idOf, stages, date }: Surroundings,
  { company, name, amount, stage, closesIn }: Sale,
): Record<string, unknown> {
  const stageId =
    typeof stage === "number"
      ? stages.open[Math.min(stage, stages.open.length - 1)]
      : (stages[stage] ?? stages.open.at(-1));
  const names = Object.fromEntries(companies.map(({ key, name: full }) => [key, full]));
  return {
    name: `${names[company]}: ${name}`,
    accountId: idOf(company),
    primaryContactId: idOf(`person-${firstPersonOf(company)}`),
    amount,
    stageId,
    engageDate: date(Math.min(closesIn, 0) - 30),
    closeDate: date(closesIn),
    ...(stage === "lost" && stages.lost ? { lostReason: "price" } : {}),
  };
}

/** What was said about an open sale, and what is to be done. */
function* followUp({ idOf, date }: Surroundings, { company, closesIn }: Sale, at: number): Generator<SampleRecord> {
  const person = people[firstPersonOf(company)]!;
  const links = [
    { type: "account", id: idOf(company) },
    { type: "contact", id: idOf(`person-${firstPersonOf(company)}`) },
    { type: "opportunity", id: idOf(`sale-${at}`) },
  ];
  const kind = (["call", "email", "meeting"] as const)[at % 3]!;
  const title = { call: "Call with", email: "Email to", meeting: "Meeting with" }[kind];
  yield {
    type: activity,
    key: `activity-${at}`,
    body: {
      type: kind,
      title: `${title} ${person.firstName} ${person.lastName}`,
      date: `${date(-3 - (at % 9))}T10:00:00Z`,
      links,
    },
  };
  yield {
    type: task,
    key: `task-${at}`,
    body: {
      title: `Follow up with ${person.firstName}`,
      dueDate: date(Math.min(closesIn, 2 + (at % 12))),
      priority: at % 4 === 0 ? "high" : "normal",
      links,
    },
  };
}
