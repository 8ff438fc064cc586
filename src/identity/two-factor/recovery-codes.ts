import { createHash, randomBytes } from "node:crypto";
import type { Sql } from "../../ports/database.ts";
import { base32 } from "./totp.ts";

const amount = 10;
/** 80 bits: nobody guesses one, so that a plain digest hides it. */
const randomness = 10;

/** Gives a person new recovery codes in place of all that they had, and answers them for the one time: `ABCD-EFGH-IJKL-MNOP`. */
export async function renewRecoveryCodes(sql: Sql, userId: string): Promise<string[]> {
  const codes = Array.from({ length: amount }, () => base32(randomBytes(randomness)));
  await sql.query("delete from auth.recovery_code where user_id = $1", [userId]);
  await sql.query("insert into auth.recovery_code (user_id, sha256) select $1, * from unnest($2::bytea[])", [
    userId,
    codes.map(digest),
  ]);
  return codes.map((code) => code.match(/.{4}/g)!.join("-"));
}

/** Takes a recovery code away from the person, if it is one of theirs; answers how many are left. */
export async function useRecoveryCode(sql: Sql, userId: string, given: string): Promise<number | null> {
  const used = await sql.query("delete from auth.recovery_code where user_id = $1 and sha256 = $2 returning 1", [
    userId,
    digest(spelled(given)),
  ]);
  return used.length === 0 ? null : countRecoveryCodes(sql, userId);
}

export async function countRecoveryCodes(sql: Sql, userId: string): Promise<number> {
  const text = "select count(*)::int as left from auth.recovery_code where user_id = $1";
  const [row] = await sql.query<{ left: number }>(text, [userId]);
  return row!.left;
}

/** As it was given out: people leave out hyphens, and read 0, 1 and 8 where base 32 has O, I and B. */
function spelled(code: string): string {
  return code.toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("0", "O").replaceAll("1", "I").replaceAll("8", "B");
}

function digest(code: string): Buffer {
  return createHash("sha256").update(code).digest();
}
