import type { Actor } from "../access/caller.ts";
import type { Entry } from "../audit/event.ts";
import { calendarOf } from "./calendar.ts";
import { randomOf } from "./random.ts";
import { historyDays } from "./scene.ts";

/** Something that happened besides the records. */
export interface Happening {
  at: number;
  by: Actor;
  entry: Entry;
}

/** Everybody signs in on most working days, and sometimes mistypes the password first. */
export function makeSignIns(today: Date, actors: readonly Actor[]): Happening[] {
  const random = randomOf("sign-ins");
  const calendar = calendarOf(today, random);
  const happenings: Happening[] = [];
  for (let day = -historyDays + 1; day < 0; day += 1) {
    if (!calendar.isWorkday(day)) continue;
    for (const actor of actors.filter(({ role }) => random.chance(role === "viewer" ? 0.1 : 0.7))) {
      const at = Date.parse(calendar.date(day)) + random.whole(380, 560) * 60_000;
      const by = { ...actor, method: "password" } as const;
      if (random.chance(0.015))
        happenings.push({
          at: at - 30_000,
          by,
          entry: { action: "LOGIN", resource: "session", outcome: "failure", reason: "wrong password" },
        });
      happenings.push({ at, by, entry: { action: "LOGIN", resource: "session", resourceId: actor.sessionId! } });
    }
  }
  return happenings;
}
