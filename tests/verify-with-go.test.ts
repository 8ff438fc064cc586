import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pathOfEntries, pathOfTile, tileWidth } from "../proofs/tiles.ts";
import { internalOrigin, systemActor } from "../src/access/caller.ts";
import { appendEvents, eventOf } from "../src/audit/append.ts";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";
import { goEnvironment, needsGo } from "./needs.ts";

/** Other people's verifier against our log: what Go's checksum database is verified with. */
describe("a verifier that is not ours", needsGo, () => {
  let app: TestApp;
  const folder = mkdtempSync(join(tmpdir(), "nextcrm-go-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, "verify");
  const base = "/api/organization/audit-logs";
  const get = (path: string) => app.as("alan").get(base + path);
  const put = (path: string, bytes: Uint8Array | string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
    return join(folder, path);
  };
  const checkpoint = async () => {
    const { text } = await get("/checkpoint");
    return { text, size: Number(text.split("\n")[1]) };
  };
  const write = (count: number) =>
    app.db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) => {
      const one = () =>
        eventOf(systemActor(app.organizationId), internalOrigin("test"), { action: "VIEW", resource: "test" });
      return appendEvents(sql, Array.from({ length: count }, one));
    });
  const grown = async (size: number) => {
    for (;;) {
      const newest = await checkpoint();
      if (newest.size >= size) return newest;
      await delay(50);
    }
  };

  let key = "";
  let old = { text: "", size: 0 };
  let newest = old;

  const verify = async (place: string, ...more: string[]) => {
    const args = ["-key", key, ...more, place];
    return promisify(execFile)(program, args).then(
      ({ stdout }) => ({ code: 0, output: stdout }),
      (error: { code: number; stderr: string }) => ({ code: error.code, output: error.stderr }),
    );
  };

  beforeAll(async () => {
    const env = { ...process.env, ...goEnvironment, GOCACHE: join(folder, "cache") };
    const source = join(import.meta.dirname, "verify-with-go/main.go");
    await promisify(execFile)("go", ["build", "-o", program, source], { env });
    app = await testApp();
    await write(300);
    old = await grown(300);
    await write(400);
    newest = await grown(old.size + 400);
    key = (await get("/keys")).body.keys[0].key;
    put("old", old.text);
    put("tiles/checkpoint", newest.text);
    for (let index = 0; index * tileWidth < newest.size; index += 1) {
      const width = Math.min(tileWidth, newest.size - index * tileWidth);
      for (const path of [pathOfTile({ level: 0, index, width }), pathOfEntries(index, width)])
        put(`tiles/${path}`, (await get(`/tiles/${path}`)).bytes);
    }
    const above = pathOfTile({ level: 1, index: 0, width: Math.floor(newest.size / tileWidth) });
    put(`tiles/${above}`, (await get(`/tiles/${above}`)).bytes);
  }, 120_000);

  test("opens the checkpoint and finds every entry under its root, in a folder", async () => {
    const { code, output } = await verify(join(folder, "tiles"));
    expect(output).toContain(`${newest.size} entries`);
    expect(code).toBe(0);
  });

  test("the same where it is served, as the log is now", async () => {
    const { body } = await app.as("ada").post("/api/organization/api-keys", { name: "auditor", role: "admin" });
    const client = app.withKey(body.key);
    const server = createServer((request, answer) => {
      void client.get(request.url!).then(({ status, bytes }) => answer.writeHead(status).end(bytes));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}/tiles`;
      expect(await verify(url)).toMatchObject({ code: 0 });
    } finally {
      server.close();
    }
  });

  test("accepts our proofs of events, and that an older checkpoint is the beginning", async () => {
    const { logs } = (await get("?resource=test&limit=3")).body;
    const files: string[] = [];
    for (const { id } of logs) files.push("-proof", put(`proof-${id}`, (await get(`/${id}/proof`)).text));
    const proof = put("consistency", (await get(`/consistency?from=${old.size}&to=${newest.size}`)).text);
    const more = [...files, "-old", join(folder, "old"), "-consistency", proof];
    expect(await verify(join(folder, "tiles"), ...more)).toMatchObject({
      code: 0,
      output: expect.stringContaining("3 proofs"),
    });
    const foreign = put("foreign", readFileSync(proof, "utf8").replace(/"proof":\["..../, '"proof":["AAAA'));
    expect(await verify(join(folder, "tiles"), "-old", join(folder, "old"), "-consistency", foreign)).toMatchObject({
      code: 1,
    });
  });

  test.each([
    ["an entry", pathOfEntries(1, tileWidth)],
    ["a hash", pathOfTile({ level: 0, index: 1, width: tileWidth })],
    ["the checkpoint", "checkpoint"],
  ])("refuses %s that was changed", async (_, path) => {
    const file = join(folder, "tiles", path);
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.with(40, bytes[40]! ^ 1));
    expect(await verify(join(folder, "tiles"))).toMatchObject({ code: 1 });
    writeFileSync(file, bytes);
  });
});
