import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atEnd } from "./at-end.ts";
import { internalOrigin, systemActor } from "../src/access/caller.ts";
import type { Role } from "../src/access/permissions.ts";
import type { Connection } from "../src/adapters/embedded-postgres.ts";
import { postgres } from "../src/adapters/postgres.ts";
import { compose } from "../src/compose.ts";
import type { Application } from "../src/compose.ts";
import { loadConfig } from "../src/config.ts";
import { policyNames } from "../src/limits/policies.ts";
import type { Clock } from "../src/ports/clock.ts";
import type { Database } from "../src/ports/database.ts";
import { inOrganization } from "../src/tenancy/in-organization.ts";
import { freshDatabase } from "./database.ts";
import type { TestDatabase } from "./database.ts";

export interface Answer {
  status: number;
  headers: Headers;
  bytes: Uint8Array<ArrayBuffer>;
  text: string;
  // Tests look into answers of every shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

/** Sends requests as one person, one key, or nobody. */
export interface Client {
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** Ada owns Acme, where Alan is admin, Mia a member and Victor a viewer; Mallory owns Globex; Olga operates. */
type Cast = "ada" | "alan" | "mia" | "victor" | "mallory" | "olga";

/** Where a test asks for her, Aude joins Acme as auditor. */
export type Person = Cast | "aude";

export interface TestApp {
  application: Application;
  db: Database;
  database: TestDatabase;
  dataFolder: string;
  nobody: Client;
  as(person: Person): Client;
  /** Adds Aude to Acme. */
  joinAuditor(): Promise<void>;
  withKey(key: string): Client;
  withCookie(cookie: string): Client;
  userId(person: Person): string;
  organizationId: string;
  globexId: string;
}

export const password = "correct horse battery";
/** Signs sessions and the links in mails. */
export const authSecret = "a secret of tests, 32 characters or more";
/** Signs the audit log. */
export const auditSecret = "another secret of tests, as long as it";
const publicUrl = "http://localhost:3000";
const acmeRoles: Partial<Record<Person, Role>> = { alan: "admin", mia: "member", victor: "viewer" };

export function clientOf(application: Application, credential: Record<string, string>, origin = publicUrl): Client {
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const raw = typeof body === "string" || body instanceof Uint8Array || body instanceof FormData;
    const type: Record<string, string> = body === undefined || raw ? {} : { "content-type": "application/json" };
    const request = new Request(origin + path, {
      method,
      headers: { origin, ...type, ...credential, ...headers },
      ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
    });
    const response = await application.fetch(request, { socketAddress: "127.0.0.1" });
    const bytes = isLive(response) ? await beginningOf(response) : new Uint8Array(await response.arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    const isJson = /[/+]json\b/.test(response.headers.get("content-type") ?? "") && text !== "";
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      text,
      body: isJson ? JSON.parse(text) : undefined,
    };
  };
  return {
    send,
    get: (path, headers) => send("GET", path, undefined, headers),
    post: (path, body, headers) => send("POST", path, body, headers),
    patch: (path, body, headers) => send("PATCH", path, body, headers),
    put: (path, body, headers) => send("PUT", path, body, headers),
    delete: (path, body, headers) => send("DELETE", path, body, headers),
  };
}

function isLive({ headers }: Response): boolean {
  return headers.get("content-type")?.startsWith("text/event-stream") === true;
}

/** What would go on until somebody signs out is left after its first words. */
async function beginningOf({ body }: Response): Promise<Uint8Array<ArrayBuffer>> {
  const reader = body!.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return new Uint8Array(value ?? []);
}

export function cookieOf(answer: Answer): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.slice(0, cookie.indexOf(";")))
    .join("; ");
}

interface Options {
  /** Settings as the environment would say them. */
  environment?: Record<string, string>;
  /** The usual limits instead of generous ones. */
  usualLimits?: boolean;
  /** For handlers and jobs. */
  clock?: Clock;
  /** A way of one's own to the database, for the product alone. */
  through?(connection: Connection): Promise<Connection>;
}

/** The whole product on a database of its own, with the cast signed in. */
export async function testApp({
  environment = {},
  usualLimits = false,
  clock,
  through,
}: Options = {}): Promise<TestApp> {
  const database = await freshDatabase();
  const dataFolder = mkdtempSync(join(tmpdir(), "nextcrm-app-"));
  const generous = JSON.stringify(
    Object.fromEntries(policyNames.map((name) => [name, { limit: 1_000_000, windowSeconds: 3600 }])),
  );
  const config = loadConfig({
    SIGN_UP: "open",
    LOG_LEVEL: "silent",
    PUBLIC_URL: publicUrl,
    NEXTCRM_DATA: dataFolder,
    ...(usualLimits ? {} : { LIMITS: generous }),
    ...environment,
  });
  const application = await compose({
    config,
    database: through ? await through(database.serve) : database.serve,
    dataFolder,
    authSecret,
    auditSecret,
    ...(clock && { clock }),
  });
  const db = postgres({ ...database.serve, max: 2 });
  atEnd(async () => {
    await application.drain();
    await db.close();
    rmSync(dataFolder, { recursive: true, force: true });
  });

  const clientWith = (credential: Record<string, string>) => clientOf(application, credential, config.PUBLIC_URL);
  const nobody = clientWith({});
  const people = new Map<Person, { client: Client; id: string }>();
  const signUp = async (person: Person) => {
    const name = person.charAt(0).toUpperCase() + person.slice(1);
    const signedUp = await nobody.post("/api/auth/sign-up/email", { name, email: `${person}@example.test`, password });
    if (signedUp.status !== 200) throw new Error(`${person} could not sign up: ${signedUp.text}`);
    people.set(person, { client: clientWith({ cookie: cookieOf(signedUp) }), id: signedUp.body.user.id });
  };
  for (const person of ["ada", "alan", "mia", "victor", "mallory", "olga"] as const) await signUp(person);
  const as = (person: Person) => people.get(person)!.client;
  const create = async (owner: Person, name: string): Promise<string> => {
    const created = await as(owner).post("/api/organizations", { name });
    if (created.status !== 201) throw new Error(`${name} could not be created: ${created.text}`);
    return created.body.id;
  };
  const organizationId = await create("ada", "Acme");
  const globexId = await create("mallory", "Globex");
  const joinAcme = async (person: Person, role: Role) => {
    const { id } = people.get(person)!;
    await inOrganization(db, systemActor(organizationId), internalOrigin("test"), "audited", async (work) => {
      await work.sql.query(
        "insert into member (organization_id, user_id, role, name, email) values ($1, $2, $3, $4, $5)",
        [organizationId, id, role, person, `${person}@example.test`],
      );
      work.record({ action: "CREATE", resource: "member", resourceId: id });
    });
    const switched = await as(person).post(`/api/organizations/${organizationId}/switch`);
    if (switched.status >= 300) throw new Error(`${person} could not enter Acme: ${switched.text}`);
  };
  for (const [person, role] of Object.entries(acmeRoles) as [Person, Role][]) await joinAcme(person, role);
  await application.promote("olga@example.test");
  return {
    application,
    db,
    database,
    dataFolder,
    nobody,
    as,
    joinAuditor: async () => {
      await signUp("aude");
      await joinAcme("aude", "auditor");
    },
    organizationId,
    globexId,
    withCookie: (cookie) => clientWith({ cookie }),
    withKey: (key) => clientWith({ authorization: `Bearer ${key}` }),
    userId: (person) => people.get(person)!.id,
  };
}
