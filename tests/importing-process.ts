import { diskStorage } from "../src/adapters/disk-storage.ts";
import { postgres } from "../src/adapters/postgres.ts";
import { internalOrigin, systemActor } from "../src/access/caller.ts";
import { ArchiveReader } from "../src/privacy/export/read-archive.ts";
import { importOrganization } from "../src/privacy/import/import-organization.ts";
import { noJobs } from "./no-jobs.ts";

/** A process that imports an organization up to a place, where it waits to be killed. */
interface Given {
  connection: object;
  folder: string;
  zip: string;
  /** What it does when it has done so much of it. */
  until: { doing: string; done: number };
}

const { connection, folder, zip, until } = JSON.parse(process.argv[2]!) as Given;

await importOrganization(
  {
    db: postgres({ ...connection, max: 3 }),
    storage: diskStorage(folder),
    jobs: noJobs,
    publicUrl: "https://other.test",
  },
  await ArchiveReader.open(zip),
  {
    plan: "ENTERPRISE",
    matchPeople: false,
    withoutFiles: false,
    dryRun: false,
    by: (id) => ({ actor: systemActor(id), origin: internalOrigin("nextcrm import") }),
  },
  (doing, done) => {
    if (doing !== until.doing || done < until.done) return;
    process.send!("here");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
);
