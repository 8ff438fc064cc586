import type { Origin } from "../../access/caller.ts";
import { Problem } from "../../problems.ts";
import { forward } from "../forward.ts";
import { holdPassword } from "../held-password.ts";
import type { Parts } from "../parts.ts";
import { recordOfPerson } from "../person-log.ts";
import { findNewSession, recordLogin } from "../new-session.ts";
import type { NewSession } from "../new-session.ts";
import { acceptCode, CodeRefused } from "./accept-code.ts";
import { challengedState } from "./challenge.ts";
import type { Challenge } from "./challenge.ts";
import { secondStepPath } from "./second-step-plugin.ts";
import { trustBrowser } from "./trusted-browsers.ts";

const write = { role: "nextcrm_auth", readOnly: false } as const;

/** The password was right, and the person has a second factor: nothing of the sign-in may stay. */
export class CodeNeeded extends Error {
  readonly person: NewSession;
  readonly state: string;

  constructor(person: NewSession, state: string) {
    super("The second step is to be taken");
    this.person = person;
    this.state = state;
  }
}

/** Answers whoever gave the right password what to go on with. The log tells of it: somebody knows the password. */
export async function askForCode(
  { db, challenges, clock }: Parts,
  { person, state }: CodeNeeded,
  rememberMe: boolean,
  origin: Origin,
): Promise<Response> {
  const { userId, email, name } = person;
  await db.transaction(write, (sql) =>
    recordOfPerson(sql, { userId, email, name, method: "password" }, origin, {
      action: "CREATE",
      resource: "challenge",
      resourceId: userId,
    }),
  );
  const { cookie, until } = challenges.issue({ userId, email, rememberMe, state }, clock.now());
  const body = { secondFactor: { until: until.toISOString() } };
  return Response.json(body, { status: 202, headers: { "Set-Cookie": cookie } });
}

export interface SecondStep {
  /** Of the app, or a recovery code. */
  code: string;
  /** Whether this browser is asked for no code for a while. */
  trustBrowser?: boolean | undefined;
}

/** The second step of a sign-in. The session begins in the transaction in which the code is used up. */
export async function takeSecondStep(
  parts: Parts,
  given: SecondStep,
  origin: Origin,
  cookie: string | null,
): Promise<Response> {
  const challenge = parts.challenges.read(cookie, parts.clock.now());
  if (!challenge) throw tooLate();
  const { userId, rememberMe } = challenge;
  const request = { path: secondStepPath, method: "POST", origin, cookie: null, body: { userId, rememberMe } } as const;
  try {
    return await forward(parts, request, async (act, response) => {
      const person = await findNewSession(act, response);
      await finish(parts, { given, challenge, person: person!, origin, cookie }, await act.sql(), response);
    });
  } catch (error) {
    if (!(error instanceof CodeRefused)) throw error;
    await recordWrongCode(parts, challenge, origin);
    throw error.problem;
  }
}

interface Step {
  given: SecondStep;
  challenge: Challenge;
  person: NewSession;
  origin: Origin;
  cookie: string | null;
}

async function finish(
  { challenges, secrets, clock, cookies, devices }: Parts,
  { given, challenge, person, origin, cookie }: Step,
  sql: Parameters<typeof acceptCode>[0],
  response: Response,
): Promise<void> {
  const by = { ...person, method: "password" } as const;
  const accepted = await acceptCode(sql, { secrets, now: clock.now() }, by, origin, given.code);
  await holdPassword(sql, challenge.userId);
  const state = await challengedState(sql, challenge.userId);
  if (accepted === null || state === null || !challenges.isOf(challenge, state)) throw tooLate();
  await recordLogin(sql, person, origin, accepted);
  response.headers.append("Set-Cookie", challenges.cleared);
  // Whoever does not want to be remembered may sit at somebody else's computer.
  if (challenge.rememberMe) response.headers.append("Set-Cookie", devices.remember(cookie, challenge.email, "code"));
  if (given.trustBrowser === true)
    response.headers.append("Set-Cookie", await trustBrowser(sql, cookies, cookie, by, origin));
}

async function recordWrongCode({ db }: Parts, { userId, email }: Challenge, origin: Origin): Promise<void> {
  await db.transaction(write, async (sql) => {
    const [person] = await sql.query<{ name: string }>(`select name from auth."user" where id = $1`, [userId]);
    await recordOfPerson(sql, { userId, email, name: person?.name ?? email, method: "password" }, origin, {
      action: "LOGIN",
      resource: "session",
      outcome: "failure",
      reason: "wrong code",
    });
  });
}

function tooLate(): Problem {
  return new Problem("sign-in-expired", "This sign-in was begun too long ago. Begin again with the password.");
}
