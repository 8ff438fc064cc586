import type { Actor } from "../access/caller.ts";
import type { Stage } from "../crm/pipelines.ts";
import { makeAccounts } from "./accounts.ts";
import type { Company } from "./accounts.ts";
import { makeActivities } from "./activities.ts";
import { makeContacts } from "./contacts.ts";
import { makeContracts } from "./contracts.ts";
import { makeDeals } from "./deals.ts";
import type { Deal } from "./deals.ts";
import { makeDocuments } from "./documents.ts";
import type { DemoFile } from "./documents.ts";
import { bornAt, change } from "./history.ts";
import type { Life } from "./history.ts";
import { makeInvoices } from "./invoices.ts";
import type { SeriesEnd } from "./invoices.ts";
import { makeLeads } from "./leads.ts";
import { sceneOf } from "./scene.ts";
import { makeOwnTasks, makeProjects, makeTasks, ownTasks } from "./tasks.ts";
import type { Section } from "./tasks.ts";

/** Everything that happened in the demo's company until today. */
export interface Year {
  lives: Life[];
  sections: Section[];
  files: DemoFile[];
  series: SeriesEnd[];
}

/** Makes up the year before `today`. The same day and seed give the same year; `actors` are `colleagues` in order. */
export function yearOf(today: Date, actors: readonly Actor[], stages: readonly Stage[], seed?: string): Year {
  const scene = sceneOf(today, actors, stages, seed);
  const companies = makeAccounts(scene, 600);
  const people = makeContacts(scene, companies, 2_500);
  const deals = makeDeals(scene, people, 1_800);
  becomeCustomers(deals);
  const prospects = makeLeads(scene, deals, 1_200);
  const agreements = makeContracts(scene, deals, people, 30);
  const series = makeInvoices(scene, deals, agreements);
  const sections = makeProjects(scene, deals, 40);
  makeTasks(scene, deals, 2_000 - 40 * 22 - ownTasks.length);
  makeOwnTasks(scene, deals);
  makeActivities(scene, deals, prospects, people, 5_000);
  const files = makeDocuments(scene, deals, agreements, 120);
  return { lives: scene.history.lives, sections, files, series };
}

/** A company is a customer from its first won deal on. */
function becomeCustomers(deals: readonly Deal[]): void {
  const customers = new Set<Company>();
  for (const { company, wonAt, seller } of deals
    .filter((deal) => deal.wonAt !== undefined)
    .toSorted((one, other) => one.wonAt! - other.wonAt!)) {
    if (customers.has(company)) continue;
    customers.add(company);
    change(company.life, Math.max(wonAt! + 3 * 60_000, bornAt(company.life)), seller, { type: "customer" });
  }
}
