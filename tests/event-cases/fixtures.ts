import { expect } from "vitest";
import { withClient } from "../../src/adapters/client.ts";
import { recordTypes } from "../../src/crm/record-types.ts";
import { newId } from "../../src/identifier.ts";
import { cookieOf, password } from "../app.ts";
import { authenticator } from "../authenticator.ts";
import type { Answer, Client, Person, TestApp } from "../app.ts";

/** A call that succeeds and, with the others of its route, leaves every event that the route declares. */
export interface Call {
  /** Ada unless said. */
  as?: Person | Somebody;
  /** In place of the path's parameters, in order. */
  at?: string | readonly string[];
  query?: string;
  body?: unknown;
  /** Of the header. */
  fields?: Record<string, string>;
  /** The id that the event names; unless said, the first parameter, or the `id` of the answer. */
  about?: (answer: Answer) => string | undefined;
  /** Who the event says it was, where only the answer tells. */
  actor?: (answer: Answer) => string;
  /** The answer's status, where this installation cannot do what is asked and says so; nothing is recorded then. */
  status?: number;
  /** Takes back what would be in the way of others. */
  after?: () => Promise<void>;
}

export interface Somebody {
  client: Client;
  id: string | null;
}

export type Case = (app: TestApp) => Call | readonly Call[] | Promise<Call | readonly Call[]>;
/** By route; of what every type of record has, with `{type}` for its plural. */
export type Cases = Record<string, Case>;

/** Any event of the action will do: what it is about is made by the call, and no answer tells its id. */
export const untold = () => undefined;

export const minimal: Record<string, Record<string, unknown>> = {
  account: { name: "A" },
  contact: { lastName: "C" },
  lead: { lastName: "L" },
  opportunity: { name: "O" },
  activity: { type: "note", title: "N" },
  task: { title: "T" },
  project: { title: "P" },
  document: { name: "D" },
  invoice: { subject: "I" },
  contract: { title: "K" },
};

/** What a call answers that only prepares another. */
// Tests look into answers of every shape.
// oxlint-disable-next-line typescript/no-explicit-any
export async function made(answer: Promise<Answer>): Promise<any> {
  const { status, text, body } = await answer;
  expect(status, text).toBeLessThan(300);
  return body;
}

export const nobodyIn = (app: TestApp): Somebody => ({ client: app.nobody, id: null });

/** The statement as the tables' owner, for what no call can prepare. */
export function asOwner(app: TestApp, text: string, parameters: unknown[] = []) {
  return withClient(app.database.owner, async (client) => {
    await client.query("set role nextcrm_owner");
    return (await client.query(text, parameters)).rows;
  });
}

export async function record(app: TestApp, type: string, body: object = {}): Promise<string> {
  const { plural } = recordTypes.find(({ name }) => name === type)!;
  return (await made(app.as("ada").post(`/api/${plural}`, { ...minimal[type], ...body }))).id;
}

/** Somebody of their own, so that what is done to them is done to nobody else. */
export async function newcomer(app: TestApp): Promise<Somebody & { id: string; email: string }> {
  const email = `${newId()}@example.test`;
  const signedUp = await app.nobody.post("/api/auth/sign-up/email", { name: "Newcomer", email, password });
  expect(signedUp.status, signedUp.text).toBe(200);
  return { id: signedUp.body.user.id, email, client: app.withCookie(cookieOf(signedUp)) };
}

export async function newMember(app: TestApp, role = "member") {
  const person = await newcomer(app);
  const { token } = await invitation(app, person.email, role);
  await made(person.client.post(`/api/invitations/${token}/accept`));
  return person;
}

export async function invitation(app: TestApp, email: string, role = "member") {
  const { id, url } = await made(app.as("ada").post("/api/organization/invitations", { email, role }));
  return { id: id as string, token: (url as string).split("/").at(-1)! };
}

/** Somebody with two-factor authentication, and what they prove themselves with. */
export async function enrolled(app: TestApp) {
  const person = await newcomer(app);
  const { uri } = await made(person.client.post("/api/me/two-factor/enrolment", { password }));
  const phone = authenticator(uri);
  const { recoveryCodes } = await made(person.client.post("/api/me/two-factor", { code: phone.next() }));
  return { ...person, phone, recoveryCodes: recoveryCodes as string[] };
}

/** Sends what the first step of a sign-in lets send. */
export async function afterPassword(app: TestApp, email: string): Promise<Client> {
  const answer = await app.nobody.post("/api/auth/sign-in/email", { email, password });
  expect(answer.status, answer.text).toBe(202);
  return app.withCookie(cookieOf(answer));
}

/** Somebody who trusts a browser, signed in there. */
export async function trusting(app: TestApp) {
  const person = await enrolled(app);
  const begun = await afterPassword(app, person.email);
  const answer = await begun.post("/api/auth/sign-in/second-factor", { code: person.phone.next(), trustBrowser: true });
  expect(answer.status, answer.text).toBe(200);
  return { ...person, client: app.withCookie(cookieOf(answer)) };
}
