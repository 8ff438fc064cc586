import type { Actor } from "../access/caller.ts";
import { activity } from "../crm/activity.ts";
import type { Link } from "../records/kinds/reference.ts";
import type { Company } from "./accounts.ts";
import type { Acquaintance } from "./contacts.ts";
import type { Deal } from "./deals.ts";
import { bornAt, valuesOf } from "./history.ts";
import type { Life } from "./history.ts";
import type { Prospect } from "./leads.ts";
import { carePhrases, fill, leadPhrases, lostPhrases, middlePhrases, openingPhrases, wonPhrases } from "./phrases.ts";
import type { Phrase } from "./phrases.ts";
import type { Random } from "./random.ts";
import type { Scene } from "./scene.ts";

interface About {
  links: Life[];
  by: Actor;
  names: Parameters<typeof fill>[1];
}

const minutesOf = { call: 12, meeting: 60, email: null, note: null } as const;

/** Calls, mails, meetings and notes: along each deal, on leads, and with customers between deals. */
export function makeActivities(
  scene: Scene,
  deals: readonly Deal[],
  prospects: readonly Prospect[],
  people: ReadonlyMap<Company, Acquaintance[]>,
  count: number,
): void {
  const random = scene.randomFor("activities");
  const until = scene.history.lives.length + count;
  for (const deal of deals) followDeal(scene, random, deal);
  for (const { life, names, owner } of prospects.filter(({ worked }) => worked && random.chance(0.55))) {
    const at = scene.calendar.momentAfter(bornAt(life), scene.calendar.dayOf(bornAt(life)) + random.whole(0, 4));
    note(scene, random, { links: [life], by: owner, names }, random.pick(leadPhrases), at);
  }
  planMeetings(scene, random, deals);
  const customers = [...people].filter(([{ life }]) => valuesOf(life).type === "customer");
  while (scene.history.lives.length < until) {
    const [company, known] = random.pick(customers);
    const person = random.pick(known);
    const day = random.whole(scene.calendar.dayOf(bornAt(person.life)), -1);
    note(
      scene,
      random,
      about(company, person, company.owner),
      random.pick(carePhrases),
      scene.calendar.momentAfter(bornAt(person.life), day),
    );
  }
}

function about(company: Company, { life, firstName, lastName }: Acquaintance, by: Actor, deal?: Deal): About {
  const names = {
    person: `${firstName} ${lastName}`,
    company: company.name,
    ...(deal ? { product: deal.product.name } : {}),
  };
  return { links: [company.life, life, ...(deal ? [deal.life] : [])], by, names };
}

function followDeal(scene: Scene, random: Random, deal: Deal): void {
  const { calendar } = scene;
  const { status } = valuesOf(deal.life);
  const born = bornAt(deal.life);
  const last = status === "open" ? calendar.dayOf(born) + 90 : calendar.dayOf(deal.life.states.at(-1)!.at);
  const lastDay = Math.min(-1, last);
  const tell = (phrases: readonly Phrase[], at: number) =>
    note(scene, random, about(deal.company, random.pick(deal.people), deal.seller, deal), random.pick(phrases), at);
  tell(openingPhrases, born + 20 * 60_000);
  const visits = random.weighted([
    [0, 6],
    [1, 6],
    [2, 2],
    [3, 1],
  ] as const);
  for (let visit = 0; visit < visits; visit += 1)
    tell(
      middlePhrases,
      calendar.momentAfter(born, random.whole(calendar.dayOf(born), Math.max(lastDay, calendar.dayOf(born)))),
    );
  if (status !== "open" && random.chance(0.35))
    tell(status === "won" ? wonPhrases : lostPhrases, deal.life.states.at(-1)!.at - 5 * 60_000);
}

/** Meetings of the coming two weeks. */
function planMeetings(scene: Scene, random: Random, deals: readonly Deal[]): void {
  const open = deals.filter(({ life }) => valuesOf(life).status === "open");
  for (let planned = 0; planned < 40 && open.length > 0; planned += 1) {
    const deal = random.pick(open);
    const { by, links, names } = about(deal.company, deal.people[0]!, deal.seller, deal);
    const values = {
      type: "meeting",
      title: fill("Meeting with {person}", names),
      date: new Date(scene.calendar.moment(random.whole(0, 14))).toISOString(),
      durationMinutes: 60,
      links: links.map(linkTo),
    };
    scene.history.begin(activity, scene.calendar.moment(-random.whole(1, 4)), by, values);
  }
}

function note(
  scene: Scene,
  random: Random,
  { links, by, names }: About,
  { type, title, body, outcome }: Phrase,
  at: number,
): void {
  const typical = minutesOf[type];
  const date = new Date(at).toISOString();
  const values = {
    type,
    title: fill(title, names),
    body: fill(body, names),
    date,
    durationMinutes: typical === null ? null : Math.max(2, Math.round(random.around(typical, 0.4))),
    outcome: outcome ?? null,
    links: links.map(linkTo),
  };
  scene.history.begin(activity, at + 60_000, by, values);
  for (const life of links.filter((one) => (one.quiet.lastActivityAt ?? "") < date && one.type.name !== "lead"))
    life.quiet.lastActivityAt = date;
}

export function linkTo({ type, id }: Life): Link {
  return { type: type.name, id };
}
