import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atEnd } from "./at-end.ts";
import { internalOrigin, systemActor } from "../src/access/caller.ts";
import { diskStorage } from "../src/adapters/disk-storage.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import type { Connection } from "../src/adapters/embedded-postgres.ts";
import { postgres } from "../src/adapters/postgres.ts";
import { KnownTails, seal } from "../src/audit/seal.ts";
import { policiesWith } from "../src/limits/policies.ts";
import type { Database } from "../src/ports/database.ts";
import type { Jobs } from "../src/ports/jobs.ts";
import type { Storage } from "../src/ports/storage.ts";
import type { Manifest } from "../src/privacy/export/manifest.ts";
import { ArchiveReader } from "../src/privacy/export/read-archive.ts";
import { requestDataExport } from "../src/privacy/export/request-export.ts";
import { runDataExport } from "../src/privacy/export/run-export.ts";
import { dataExports } from "../src/privacy/export/stored-export.ts";
import { importOrganization } from "../src/privacy/import/import-organization.ts";
import type { ImportOptions, Told } from "../src/privacy/import/import-organization.ts";
import { inOrganization } from "../src/tenancy/in-organization.ts";
import { freshDatabase } from "./database.ts";
import { noJobs } from "./no-jobs.ts";

/** An installation between which organizations move: its database, its storage, its key, and no server around it. */
export interface Installation {
  db: Database;
  owner: Connection;
  serve: Connection;
  folder: string;
  storage: Storage;
  /** What would be mailed. */
  mails: { to: string; subject: string; text: string }[];
  /** Writes everything of an organization; answers where the ZIP lies. */
  exported(organizationId: string, files?: boolean): Promise<string>;
  /** Brings what a ZIP has here. */
  imported(zip: string, options?: Partial<ImportOptions>, told?: Told): ReturnType<typeof importOrganization>;
}

interface Existing {
  database: { owner: Connection; serve: Connection };
  folder: string;
  secret: string;
}

export const byCommand: ImportOptions["by"] = (id) => ({
  actor: { ...systemActor(id, "root@test"), method: "command_line" },
  origin: internalOrigin("nextcrm import"),
});

export async function installation(existing?: Existing): Promise<Installation> {
  const { owner, serve } = existing?.database ?? (await freshDatabase());
  const folder = existing?.folder ?? mkdtempSync(join(tmpdir(), "nextcrm-moving-"));
  const db = postgres({ ...serve, max: 4 });
  const signer = ed25519Signer(existing?.secret ?? folder);
  const storage = diskStorage(join(folder, "files"));
  atEnd(async () => {
    await db.close();
    if (!existing) rmSync(folder, { recursive: true, force: true });
  });
  const mails: Installation["mails"] = [];
  const jobs: Pick<Jobs, "enqueue"> = {
    enqueue: async (_, kind, payload) => void (kind === "send-mail" && mails.push(payload as (typeof mails)[number])),
  };
  const exportTools = { db, storage, pause: 0, jobs: noJobs, signer, version: "1.2.3", publicUrl: "https://crm.test" };
  const limiter = { giveBack: async () => undefined };
  const policy = policiesWith().export;
  const within = <T>(id: string, body: Parameters<typeof inOrganization<T>>[4]) =>
    inOrganization(db, systemActor(id), internalOrigin("test"), "audited", body);
  return {
    db,
    owner,
    serve,
    folder,
    storage,
    mails,
    exported: async (organizationId, files = true) => {
      const { id } = await within(organizationId, (work) => requestDataExport(work, noJobs, { format: "zip", files }));
      await seal(db, signer, new KnownTails());
      await runDataExport({ ...exportTools, limiter, policy }, organizationId, id);
      const row = await within(organizationId, (work) => dataExports.require(work, id));
      return join(folder, "files/files", row.storageKey!);
    },
    imported: async (zip, options = {}, told) => {
      const archive = await ArchiveReader.open(zip);
      const all = {
        plan: "ENTERPRISE",
        matchPeople: false,
        withoutFiles: false,
        dryRun: false,
        by: byCommand,
      } as const;
      try {
        return await importOrganization(
          { db, storage, jobs, publicUrl: "https://other.test" },
          archive,
          { ...all, ...options },
          told,
        );
      } finally {
        archive.close();
      }
    },
  };
}

export async function manifestOf(zip: string): Promise<Manifest> {
  const archive = await ArchiveReader.open(zip);
  try {
    return JSON.parse((await archive.readText("manifest.json", 2 ** 30))!) as Manifest;
  } finally {
    archive.close();
  }
}

/** Digests of files by their paths. */
export async function digestsOf(zip: string, paths: RegExp): Promise<Record<string, string>> {
  const { files } = await manifestOf(zip);
  return Object.fromEntries(files.filter(({ path }) => paths.test(path)).map(({ path, sha256 }) => [path, sha256]));
}
