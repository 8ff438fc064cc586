import { task } from "../crm/task.ts";
import { project } from "../crm/project.ts";
import { newId } from "../identifier.ts";
import { linkTo } from "./activities.ts";
import type { Deal } from "./deals.ts";
import { bornAt, change, valuesOf } from "./history.ts";
import type { Life } from "./history.ts";
import { chores, fill, followUps, projectPlan } from "./phrases.ts";
import type { Random } from "./random.ts";
import type { Scene } from "./scene.ts";

/** A part of a project, which is no record of its own. */
export interface Section {
  id: string;
  project: Life;
  name: string;
  position: number;
}

/** Projects for large won deals, each with its sections and tasks. */
export function makeProjects(scene: Scene, deals: readonly Deal[], count: number): Section[] {
  const random = scene.randomFor("projects");
  const won = deals.filter(
    ({ wonAt, product }) => wonAt !== undefined && scene.calendar.dayOf(wonAt) < -4 && !product.contract,
  );
  const largest = won
    .toSorted((one, other) => Number(valuesOf(other.life).amount) - Number(valuesOf(one.life).amount))
    .slice(0, count);
  return largest.flatMap((deal) => makeProject(scene, random, deal));
}

function makeProject(scene: Scene, random: Random, deal: Deal): Section[] {
  const { calendar, cast, history } = scene;
  const startDay = calendar.dayOf(deal.wonAt!) + 3;
  const days = random.whole(30, 70);
  const done = startDay + days < 0;
  const values = {
    title: `Commissioning ${deal.product.name}, ${deal.company.name}`,
    description: "From the order to the handover.",
    status: "planned",
    accountId: deal.company.life.id,
    startDate: calendar.date(startDay),
    dueDate: calendar.date(startDay + days),
  };
  const service = cast.one("service");
  const life = history.begin(
    project,
    calendar.momentAfter(deal.wonAt!, calendar.dayOf(deal.wonAt!) + 1),
    service,
    values,
  );
  if (startDay < 0) change(life, calendar.momentAfter(bornAt(life), startDay), service, { status: "active" });
  const sections = projectPlan.map(({ section, tasks }, at) => {
    const one: Section = {
      id: newId({ msecs: bornAt(life), random: random.bytes(16) }),
      project: life,
      name: section,
      position: at,
    };
    tasks.forEach((title, place) => {
      const dueDay = startDay + Math.round((days * (at + (place + 1) / tasks.length)) / projectPlan.length);
      const where = {
        projectId: life.id,
        sectionId: one.id,
        position: `${(place + 1) * 1024}.0000`,
        links: [linkTo(deal.company.life)],
      };
      makeTask(scene, random, title, bornAt(life) + 60_000 * (at * 10 + place + 1), dueDay, where, 0.97);
    });
    return one;
  });
  if (done)
    change(life, calendar.momentAfter(life.states.at(-1)!.at, startDay + days), service, { status: "completed" });
  return sections;
}

/** Things to do about deals, and now and then about a customer. */
export function makeTasks(scene: Scene, deals: readonly Deal[], count: number): void {
  const random = scene.randomFor("tasks");
  const { calendar } = scene;
  for (let made = 0; made < count; made += 1) {
    const deal = random.pick(deals);
    const born = bornAt(deal.life);
    const { status } = valuesOf(deal.life);
    const end = status === "open" ? -1 : calendar.dayOf(deal.life.states.at(-1)!.at);
    const day = random.whole(
      Math.max(calendar.dayOf(born), status === "open" ? -25 : -400),
      Math.max(end, calendar.dayOf(born)),
    );
    const [person] = deal.people;
    const names = { person: `${person!.firstName} ${person!.lastName}`, company: deal.company.name };
    const links = [deal.company.life, person!.life, deal.life].map(linkTo);
    const title = fill(random.chance(0.88) ? random.pick(followUps) : random.pick(chores), names);
    makeTask(
      scene,
      random,
      title,
      calendar.momentAfter(born, day),
      day + random.whole(1, 12),
      { links, ownerId: deal.seller.userId },
      status === "open" ? 0.85 : 0.985,
      deal.seller,
    );
  }
}

/** What waits for the owner, who would otherwise find an empty desk: days from today, and what about an open deal. */
export const ownTasks = [
  [-1, "Approve the discount for {company}", "high"],
  [0, "Call {person} at {company} back", "urgent"],
  [1, "Prepare the quarterly review with {company}", "normal"],
  [3, "Read the contract draft for {company}", "normal"],
  [6, "Invite {person} to the site visit", "low"],
] as const;

/** A few open tasks of the owner's. */
export function makeOwnTasks({ calendar, cast, history }: Scene, deals: readonly Deal[]): void {
  const lead = cast.one("lead");
  const open = deals.filter(({ life }) => valuesOf(life).status === "open");
  for (const [at, [dueIn, phrase, priority]] of ownTasks.entries()) {
    const { company, people, life } = open[(at * 7) % open.length]!;
    const [person] = people;
    const names = { person: `${person!.firstName} ${person!.lastName}`, company: company.name };
    const born = calendar.momentAfter(bornAt(life), -2);
    history.begin(task, born, lead, {
      title: fill(phrase, names),
      status: "not_started",
      priority,
      dueDate: calendar.date(dueIn),
      assigneeId: lead.userId,
      ownerId: lead.userId,
      links: [company.life, person!.life, life].map(linkTo),
    });
  }
}

function makeTask(
  scene: Scene,
  random: Random,
  title: string,
  at: number,
  dueDay: number,
  where: Record<string, unknown>,
  diligence: number,
  by = scene.cast.one("service"),
): void {
  const { calendar, history } = scene;
  const values = {
    title,
    status: "not_started",
    priority: random.weighted([
      ["normal", 66],
      ["high", 20],
      ["low", 9],
      ["urgent", 5],
    ] as const),
    dueDate: calendar.date(dueDay),
    assigneeId: by.userId,
    ...where,
  };
  const life = history.begin(task, at, by, values);
  const doneDay =
    dueDay +
    random.weighted([
      [-1, 30],
      [0, 45],
      [1, 15],
      [4, 10],
    ] as const);
  if (doneDay < 0 && random.chance(diligence)) {
    const done = calendar.momentAfter(at + 60_000, doneDay);
    if (calendar.dayOf(done) < 0)
      change(life, done, by, { status: "completed", completedAt: new Date(done).toISOString() });
  } else if (dueDay < 3 && random.chance(0.4)) {
    change(life, calendar.momentAfter(at, Math.min(-1, dueDay - 1)), by, {
      status: random.weighted([
        ["in_progress", 80],
        ["deferred", 14],
        ["cancelled", 6],
      ] as const),
    });
  }
}
