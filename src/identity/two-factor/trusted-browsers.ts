import { createHash, randomBytes } from "node:crypto";
import type { Origin } from "../../access/caller.ts";
import { newId } from "../../identifier.ts";
import type { Sql } from "../../ports/database.ts";
import { notFound } from "../../problems.ts";
import { deviceOf } from "../device.ts";
import { recordOfPerson } from "../person-log.ts";
import type { Person } from "../person-log.ts";
import { readCookie, setCookie } from "../session-cookie.ts";
import type { CookieNames } from "../session-cookie.ts";

const trustSeconds = 30 * 86_400;
/** People who share a browser are trusted in it each for themselves. */
const mostTokens = 5;

export interface TrustedBrowser {
  id: string;
  device: string;
  /** RFC 3339. */
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
  /** Whether the caller asks from it. */
  current: boolean;
}

/** Makes the browser one in which the person needs no code for 30 days; answers its `Set-Cookie`. */
export async function trustBrowser(
  sql: Sql,
  names: CookieNames,
  cookie: string | null,
  person: Person,
  origin: Origin,
): Promise<string> {
  const [id, token] = [newId(), randomBytes(24).toString("base64url")];
  await sql.query(
    "insert into auth.trusted_browser (id, user_id, token_sha256, user_agent, expires_at) values ($1, $2, $3, $4, now() + $5 * interval '1 second')",
    [id, person.userId, digest(token), origin.userAgent, trustSeconds],
  );
  const entry = { action: "CREATE", resource: "trusted_browser", resourceId: id } as const;
  await recordOfPerson(sql, person, origin, entry);
  const tokens = [token, ...tokensIn(names, cookie)].slice(0, mostTokens);
  return setCookie(names, names.trusted, tokens.join(" "), trustSeconds);
}

/** Whether a browser with these cookies is one that the person trusts. */
export async function isTrusted(sql: Sql, names: CookieNames, cookie: string | null, userId: string): Promise<boolean> {
  const digests = tokensIn(names, cookie).map(digest);
  if (digests.length === 0) return false;
  const text =
    "update auth.trusted_browser set last_used_at = now() where user_id = $1 and token_sha256 = any($2) and expires_at > now() returning 1";
  return (await sql.query(text, [userId, digests])).length > 0;
}

/** The browsers that a person trusts, the one used last first. */
export async function listTrusted(
  sql: Sql,
  names: CookieNames,
  cookie: string | null,
  userId: string,
): Promise<TrustedBrowser[]> {
  const text = `select id, user_agent as "userAgent", created_at as "createdAt", last_used_at as "lastUsedAt", expires_at as "expiresAt",
    token_sha256 = any($2) as current from auth.trusted_browser where user_id = $1 and expires_at > now() order by last_used_at desc, id`;
  type Row = Omit<TrustedBrowser, "device"> & { userAgent: string | null };
  const rows = await sql.query<Row>(text, [userId, tokensIn(names, cookie).map(digest)]);
  return rows.map(({ userAgent, ...row }) => ({ ...row, device: deviceOf(userAgent) }));
}

/** Trusts one of the person's browsers no more, or all of them. */
export async function distrust(sql: Sql, person: Person, origin: Origin, id?: string): Promise<void> {
  const gone = await sql.query<{ id: string }>(
    "delete from auth.trusted_browser where user_id = $1 and id = coalesce($2, id) and expires_at > now() returning id",
    [person.userId, id ?? null],
  );
  if (id !== undefined && gone.length === 0) throw notFound("trusted browser");
  for (const browser of gone)
    await recordOfPerson(sql, person, origin, {
      action: "DELETE",
      resource: "trusted_browser",
      resourceId: browser.id,
    });
}

function tokensIn(names: CookieNames, cookie: string | null): string[] {
  const value = readCookie(new Headers(cookie === null ? {} : { cookie }), names.trusted) ?? "";
  return value
    .split(" ")
    .filter((token) => /^[\w-]{32}$/.test(token))
    .slice(0, mostTokens);
}

function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
