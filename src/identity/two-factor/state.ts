import type { Sql } from "../../ports/database.ts";
import type { CookieNames } from "../session-cookie.ts";
import { countRecoveryCodes } from "./recovery-codes.ts";
import { listTrusted } from "./trusted-browsers.ts";
import type { TrustedBrowser } from "./trusted-browsers.ts";

export interface TwoFactor {
  enabled: boolean;
  /** RFC 3339. */
  since: string | null;
  recoveryCodesLeft: number;
  trustedBrowsers: TrustedBrowser[];
}

/** What a person has of two-factor authentication, asking from a browser with these cookies. */
export async function readTwoFactor(
  sql: Sql,
  names: CookieNames,
  cookie: string | null,
  userId: string,
): Promise<TwoFactor> {
  const [[factor], recoveryCodesLeft, trustedBrowsers] = await Promise.all([
    sql.query<{ since: string }>("select created_at as since from auth.two_factor where user_id = $1", [userId]),
    countRecoveryCodes(sql, userId),
    listTrusted(sql, names, cookie, userId),
  ]);
  return { enabled: factor !== undefined, since: factor?.since ?? null, recoveryCodesLeft, trustedBrowsers };
}
