import type { Actor } from "../access/caller.ts";
import type { Stage } from "../crm/pipelines.ts";
import { calendarOf } from "./calendar.ts";
import type { Calendar } from "./calendar.ts";
import { historyWith } from "./history.ts";
import type { History } from "./history.ts";
import { randomOf } from "./random.ts";
import type { Random } from "./random.ts";
import { colleagues } from "./team.ts";
import type { Colleague } from "./team.ts";

/** Who acts in the demo, in the order of `colleagues`. */
export interface Cast {
  all: readonly Actor[];
  sales: readonly Actor[];
  one(duty: Colleague["duty"]): Actor;
}

/** Where everything happens. */
export interface Scene {
  calendar: Calendar;
  history: History;
  cast: Cast;
  stages: readonly Stage[];
  /** Draws of its own for each part, so that a change to one leaves the others as they were. */
  randomFor(part: string): Random;
}

/** How many days of history there are. */
export const historyDays = 365;

export function sceneOf(today: Date, actors: readonly Actor[], stages: readonly Stage[], seed = "larkfield"): Scene {
  const randomFor = (part: string) => randomOf(`${seed} ${part}`);
  const withDuty = (duty: Colleague["duty"]) => actors.filter((_, at) => colleagues[at]!.duty === duty);
  return {
    calendar: calendarOf(today, randomFor("calendar")),
    history: historyWith(randomFor("ids")),
    cast: { all: actors, sales: withDuty("sales"), one: (duty) => withDuty(duty)[0]! },
    stages,
    randomFor,
  };
}

/** A day of the past year, more likely a busy one. Growth of 1 makes the last day twice as likely as the first. */
export function busyDay({ calendar }: Scene, random: Random, growth: number): number {
  for (;;) {
    const day = -random.whole(1, historyDays - 1);
    const weight = calendar.isWorkday(day) ? calendar.season(day) * (1 + growth * (1 + day / historyDays)) : 0;
    if (random.chance(weight / (1.2 * (1 + growth)))) return day;
  }
}
