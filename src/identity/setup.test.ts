import { afterAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { identityApp, password } from "../../tests/identity.ts";
import { withClient } from "../adapters/client.ts";
import { setupLink, unattendedSetup } from "./setup.ts";

const tokenOf = (link: string | undefined) => new URL(link!).searchParams.get("token")!;
const body = (token: string, name = "olga") => ({
  token,
  name,
  email: `${name}@example.test`,
  password,
  organization: "Acme",
});

describe("the first start", async () => {
  const { owner, serve } = await freshDatabase();
  const app = await identityApp(serve, { signUp: "invite" });
  afterAll(() => app.close());
  const query = (text: string) => withClient(owner, async (client) => (await client.query(text)).rows);
  const link = () => setupLink(app.db, "http://localhost:3000");

  test("waits for its first person", async () => {
    expect((await app.send("GET", "/api/setup")).body).toEqual({ needed: true, signUp: "invite", sendsMail: false });
    expect((await app.send("POST", "/api/setup", { body: body("made up") })).status).toBe(403);
    const short = await app.send("POST", "/api/setup", { body: { ...body(tokenOf(await link())), password: "short" } });
    expect(short.body.errors).toMatchObject([{ field: "password" }]);
    const common = await app.send("POST", "/api/setup", {
      body: { ...body(tokenOf(await link())), password: "Password1" },
    });
    expect(common.body.errors).toMatchObject([{ field: "password" }]);
  });

  test("of many who open the links at once, one becomes the operator", async () => {
    const tokens = [tokenOf(await link()), tokenOf(await link())];
    const tries = await Promise.all(
      ["ann", "ben", "cleo", "dan"].map((name, at) =>
        app.send("POST", "/api/setup", { body: body(tokens[at % 2]!, name) }),
      ),
    );
    expect(tries.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 403, 403, 403]);
    expect(await query("select count(*)::int as n from auth.operator")).toEqual([{ n: 1 }]);
    expect(await query('select count(*)::int as n from auth."user"')).toEqual([{ n: 1 }]);
    expect(await query("select count(*)::int as n from organization")).toEqual([{ n: 1 }]);
    const { cookie } = tries.find(({ status }) => status === 201)!;
    const me = await app.send("GET", "/api/me", { headers: { cookie } });
    expect(me.body).toMatchObject({ operator: true, role: "owner", currentOrganization: { name: "Acme" } });
    expect(await query("select name from stage order by position")).toHaveLength(6);
  });

  test("and then there is no link any more", async () => {
    expect(await link()).toBeUndefined();
    expect((await app.send("GET", "/api/setup")).body.needed).toBe(false);
  });
});

test("without a person, the settings do it, in the first of several processes", async () => {
  const { owner, serve } = await freshDatabase();
  const apps = await Promise.all([identityApp(serve), identityApp(serve)]);
  const settings = {
    NEXTCRM_ADMIN_EMAIL: "Root@example.test",
    NEXTCRM_ADMIN_PASSWORD: password,
    NEXTCRM_ORGANIZATION: "Acme",
    DEFAULT_PLAN: "PRO",
  } as const;
  await Promise.all(apps.map(({ db, people }) => unattendedSetup(db, people, settings)));
  await unattendedSetup(apps[0].db, apps[0].people, settings);
  const signedIn = await apps[0].send("POST", "/api/auth/sign-in/email", {
    body: { email: "root@example.test", password },
  });
  expect(signedIn.status).toBe(200);
  expect(await withClient(owner, async (client) => (await client.query("select name from organization")).rows)).toEqual(
    [{ name: "Acme" }],
  );
  await Promise.all(apps.map((app) => app.close()));
});
