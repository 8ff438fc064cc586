import { z } from "zod";
import type { Origin, SessionCaller } from "../access/caller.ts";
import type { Changes } from "../audit/event.ts";
import type { Sql } from "../ports/database.ts";
import { recordOfPerson } from "./person-log.ts";

const themes = ["light", "dark", "system"] as const;

/** How a person wants to see the app. Null: as the browser they use has it. */
export interface Preferences {
  theme: (typeof themes)[number];
  /** A BCP 47 tag, in its canonical form: how dates, numbers and money are written. */
  locale: string | null;
  /** IANA. */
  timeZone: string | null;
  /** 1 is Monday, 7 Sunday. */
  weekStart: number | null;
}

const Locale = z.string().transform((tag, context) => {
  const canonical = canonicalLocale(tag);
  if (canonical === undefined)
    context.addIssue({ code: "custom", message: "is not a language and region such as en-GB" });
  return canonical ?? z.NEVER;
});

/** A time zone of the IANA database. */
export const TimeZone = z.string().refine(isTimeZone, "is not a time zone such as Europe/Berlin");

export const PreferencesAnswer = z
  .object({
    theme: z.enum(themes),
    locale: z
      .string()
      .nullable()
      .describe("BCP 47: how dates, numbers and money are written; null: as the browser does"),
    timeZone: z.string().nullable().describe("IANA; null: the browser's"),
    weekStart: z.int().nullable().describe("1 is Monday, 7 Sunday; null: as where the person is"),
  })
  .meta({ id: "Preferences" });

export const PreferenceChanges = z
  .strictObject({
    theme: z.enum(themes),
    locale: Locale.nullable(),
    timeZone: TimeZone.nullable(),
    weekStart: z.int().min(1).max(7).nullable(),
  })
  .partial();

const byDefault: Preferences = { theme: "system", locale: null, timeZone: null, weekStart: null };
const columns = `theme, locale, time_zone as "timeZone", week_start as "weekStart"`;

export async function readPreferences(sql: Sql, userId: string): Promise<Preferences> {
  const text = `select ${columns} from auth.preference where user_id = $1`;
  const [found] = await sql.query<Preferences>(text, [userId], { prepare: true });
  return found ?? byDefault;
}

/** Changes some of a person's preferences; the rest stays. The transaction is nextcrm_auth's. */
export async function changePreferences(
  sql: Sql,
  caller: SessionCaller,
  origin: Origin,
  given: Partial<Preferences>,
): Promise<Preferences> {
  await sql.query("insert into auth.preference (user_id) values ($1) on conflict do nothing", [caller.userId]);
  const [before = byDefault] = await sql.query<Preferences>(
    `select ${columns} from auth.preference where user_id = $1 for update`,
    [caller.userId],
  );
  const after = { ...before, ...given };
  const changes: Changes = {};
  for (const name of ["theme", "locale", "timeZone", "weekStart"] as const)
    if (before[name] !== after[name]) changes[name] = { from: before[name], to: after[name] };
  if (Object.keys(changes).length === 0) return before;
  const text = "update auth.preference set theme = $2, locale = $3, time_zone = $4, week_start = $5 where user_id = $1";
  await sql.query(text, [caller.userId, after.theme, after.locale, after.timeZone, after.weekStart]);
  await recordOfPerson(sql, { ...caller, method: "session" }, origin, {
    action: "UPDATE",
    resource: "user",
    resourceId: caller.userId,
    name: caller.name,
    changes,
  });
  return after;
}

/** The tag as others write it, where its language is one that dates and numbers can be written in. */
function canonicalLocale(tag: string): string | undefined {
  if (tag.length > 60) return undefined;
  try {
    const [canonical] = Intl.getCanonicalLocales(tag);
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0 ? canonical : undefined;
  } catch {
    return undefined;
  }
}

function isTimeZone(name: string): boolean {
  try {
    // PostgreSQL reads the sign of an offset the other way round.
    return name.length < 100 && /^[a-z]/i.test(name) && Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}
