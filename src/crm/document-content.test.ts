import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import type { TestOrganization } from "../../tests/organization.ts";
import { internalOrigin } from "../access/caller.ts";
import { withClient } from "../adapters/client.ts";
import { diskStorage } from "../adapters/disk-storage.ts";
import { postgres } from "../adapters/postgres.ts";
import type { Context } from "../api/endpoint.ts";
import type { Reply } from "../api/reply.ts";
import type { Services } from "../api/services.ts";
import { createRecord } from "../records/store.ts";
import { purgeRecord } from "../records/trash.ts";
import { removeAbandonedFiles } from "./abandoned-files.ts";
import { document } from "./document.ts";
import { sendContent, storeContent } from "./document-content.ts";
import { listVersions, restoreVersion } from "./document-versions.ts";
import { recordTypes } from "./record-types.ts";

const { serve, owner } = await freshDatabase();
const db = postgres(serve);
const folder = mkdtempSync(join(tmpdir(), "nextcrm-content-"));
const services = { db, storage: diskStorage(folder), settings: { largestDocumentBytes: 1000 } } as Services;
let acme: TestOrganization;
let context: Context;

beforeAll(async () => {
  acme = await testOrganization(db, "Acme");
  context = {
    caller: { type: "nobody" },
    origin: internalOrigin("test"),
    actor: () => acme.actor,
    note: () => undefined,
  };
  return async () => {
    await db.close();
    rmSync(folder, { recursive: true });
  };
});

const create = async () => (await acme.write((work) => createRecord(work, document, { name: "Plan" }))).id;
const put = (id: string, body: BodyInit, headers: Record<string, string> = {}, filename?: string) => {
  const request = new Request("http://localhost/", { method: "PUT", body, headers, duplex: "half" } as RequestInit);
  return storeContent(id, filename, { headers: request.headers, request }, context, services);
};
const get = (id: string, headers: Record<string, string> = {}, version?: number) => {
  const request = new Request("http://localhost/", { headers });
  return sendContent(id, version, { headers: request.headers, request }, context, services);
};
const textOf = (reply: Reply) => (reply.body as Response).text();
const filesOnDisk = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;

test("what went in comes out, as a download with its checksum", async () => {
  const id = await create();
  const made = await put(id, "hello world", {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Disposition": `attachment; filename="x.html"; filename*=UTF-8''pl%C3%A4n.html`,
  });
  const sha256 = createHash("sha256").update("hello world").digest("hex");
  expect(made).toMatchObject({ filename: "plän.html", mediaType: "text/html", size: 11, sha256, fileVersion: 1 });
  const reply = await get(id);
  expect(reply).toMatchObject({
    status: 200,
    headers: { "Content-Length": "11", ETag: `"${sha256}"`, "Accept-Ranges": "bytes" },
  });
  expect(reply.headers["Content-Disposition"]).toMatch(/^attachment; filename="plan.html"; filename\*=/);
  expect(await textOf(reply)).toBe("hello world");
  const { rows } = await withClient(owner, (client) =>
    client.query(
      "select d.disclosure from audit_event e join audit_disclosure d on d.event_id = e.id and d.name = 'record' where e.resource_id = $1 and e.action = 'UPDATE'",
      [id],
    ),
  );
  expect(rows).toHaveLength(1);
  expect(JSON.parse(rows[0].disclosure)[2].changes).toMatchObject({
    sha256: { from: null, to: sha256 },
    size: { from: null, to: 11 },
  });
});

test("parts of a file, and not what the caller has already", async () => {
  const id = await create();
  await put(id, "0123456789", {}, "digits.txt");
  const part = await get(id, { Range: "bytes=2-4" });
  expect(part).toMatchObject({ status: 206, headers: { "Content-Range": "bytes 2-4/10", "Content-Length": "3" } });
  expect(await textOf(part)).toBe("234");
  await expect(get(id, { Range: "bytes=10-" })).rejects.toMatchObject({
    status: 416,
    extras: { headers: { "Content-Range": "bytes */10" } },
  });
  const { ETag } = (await get(id)).headers as { ETag: string };
  expect(await get(id, { "If-None-Match": ETag })).toMatchObject({ status: 304 });
  expect(await get(id, { Range: "bytes=2-4", "If-Range": ETag })).toMatchObject({ status: 206 });
  expect(await get(id, { Range: "bytes=2-4", "If-Range": '"another"' })).toMatchObject({ status: 200 });
});

test("a further file is a further version, the same one is not", async () => {
  const id = await create();
  await put(id, "one", {}, "a.txt");
  await put(id, "one", {}, "a.txt");
  const second = await put(id, "two", { "Content-Type": "text/plain" });
  expect(second).toMatchObject({ fileVersion: 2, filename: "a.txt", mediaType: "text/plain" });
  expect(await acme.read((work) => listVersions(work, id))).toMatchObject([
    { fileVersion: 2, size: 3 },
    { fileVersion: 1, filename: "a.txt" },
  ]);
  expect(await textOf(await get(id, {}, 1))).toBe("one");
  await expect(get(id, {}, 3)).rejects.toMatchObject({ status: 404 });
});

test("an earlier file becomes the document's again, over the same bytes", async () => {
  const id = await create();
  const before = filesOnDisk();
  await put(id, "one", {}, "a.txt");
  await put(id, "two", {}, "b.txt");
  const restored = await acme.write((work) => restoreVersion(work, id, 1));
  expect(restored).toMatchObject({ fileVersion: 3, filename: "a.txt", size: 3 });
  expect(await textOf(await get(id))).toBe("one");
  expect(filesOnDisk()).toBe(before + 2);
  expect(await acme.write((work) => restoreVersion(work, id, 3))).toMatchObject({ fileVersion: 3 });
  await expect(acme.write((work) => restoreVersion(work, id, 9))).rejects.toMatchObject({ status: 404 });
});

test("too much, a wrong checksum and an unknown document leave nothing behind", async () => {
  const id = await create();
  await removeAbandonedFiles(services);
  const before = filesOnDisk();
  const stream = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(300)),
  });
  await expect(put(id, stream)).rejects.toMatchObject({ status: 413 });
  await expect(put(id, "x".repeat(1001), { "Content-Length": "1001" })).rejects.toMatchObject({ status: 413 });
  await expect(
    put(id, "abc", { "Content-Digest": `sha-256=:${Buffer.alloc(32).toString("base64")}:` }),
  ).rejects.toMatchObject({ status: 400 });
  await expect(put("00000000-0000-7000-8000-000000000000", "abc")).rejects.toMatchObject({ status: 404 });
  await expect(get(id)).rejects.toMatchObject({ status: 404 });
  await removeAbandonedFiles(services);
  expect(filesOnDisk()).toBe(before);
});

test("a purged document takes its bytes along", async () => {
  const id = await create();
  const before = filesOnDisk();
  await put(id, "one");
  await put(id, "two");
  expect(filesOnDisk()).toBe(before + 2);
  await acme.write((work) => purgeRecord(work, document, recordTypes, id));
  expect(await removeAbandonedFiles(services)).toBe(2);
  expect(filesOnDisk()).toBe(before);
});
