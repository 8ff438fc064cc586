import { join } from "node:path";
import { commandLineActor, commandLineOrigin } from "./access/command-line.ts";
import { planNames } from "./access/plans.ts";
import type { Plan } from "./access/plans.ts";
import { diskStorage } from "./adapters/disk-storage.ts";
import { prepareDatabase } from "./adapters/installation.ts";
import { pgBossJobs } from "./adapters/pg-boss-jobs.ts";
import { postgres } from "./adapters/postgres.ts";
import { readKey } from "./audit-verify.ts";
import { declareQuotas } from "./billing/quotas.ts";
import { withDatabase } from "./commands.ts";
import { loadConfig } from "./config.ts";
import { ArchiveReader } from "./privacy/export/read-archive.ts";
import { importOrganization } from "./privacy/import/import-organization.ts";
import type { Imported, ImportOptions, ImportTools, Told } from "./privacy/import/import-organization.ts";
import { UsageError } from "./refusal.ts";
import { demandTrust, signerLines } from "./trusted-file.ts";
import type { Signer } from "./trusted-file.ts";

interface Options {
  key?: string[];
  "trust-file"?: boolean;
  plan?: string;
  "dry-run"?: boolean;
  "match-people"?: boolean;
  "without-files"?: boolean;
}

/** `nextcrm import` */
export async function organizationImport(file: string, given: Options): Promise<void> {
  const config = loadConfig();
  const plan = planNames.find((name) => name === (given.plan?.toUpperCase() ?? config.DEFAULT_PLAN));
  if (!plan) throw new UsageError(`There is no plan ${JSON.stringify(given.plan)}; there are ${planNames.join(", ")}.`);
  const options: ImportOptions = {
    trusted: given.key?.map(readKey),
    plan,
    matchPeople: given["match-people"] === true,
    withoutFiles: given["without-files"] === true,
    dryRun: given["dry-run"] === true,
    by: (id) => ({ actor: commandLineActor(id), origin: commandLineOrigin("import") }),
  };
  const archive = await ArchiveReader.open(file);
  try {
    const signer = await signerOf(archive, options, given["trust-file"] === true);
    await withDatabase(config, async (access) => {
      await prepareDatabase(access);
      const db = postgres({ ...access.serve, max: 3 });
      const jobs = await pgBossJobs({ connection: access.serve, failed: (error) => console.error(error) });
      const storage = diskStorage(join(config.NEXTCRM_DATA, "files"));
      try {
        await declareQuotas(db, config.QUOTAS === "on");
        const tools: ImportTools = { db, storage, jobs, publicUrl: config.PUBLIC_URL };
        const imported = await importOrganization(tools, archive, options, teller());
        console.log(sentencesOf(imported, options.plan, signer, config.SMTP_URL !== undefined).join("\n"));
      } finally {
        await jobs.stop(1_000);
        await db.close();
      }
    });
  } finally {
    archive.close();
  }
}

/** A trial writes nothing, and so needs nobody's trust. */
function signerOf(archive: ArchiveReader, { trusted, dryRun }: ImportOptions, trustFile: boolean): Promise<Signer> {
  return demandTrust(archive, trusted, { trustFile: trustFile || (dryRun && !trusted) });
}

const doings: Record<string, string> = {
  verify: "Verifying the file",
  check: "Checking its rows",
  store: "Storing the files of documents",
  load: "Loading the rows",
};

/** A line when something begins, and now and then how far it is. */
function teller(): Told {
  let [last, at] = ["", 0];
  return (doing, done, total) => {
    const isNew = doing !== last;
    if (!isNew && performance.now() - at < 5_000) return;
    [last, at] = [doing, performance.now()];
    console.error(isNew ? `${doings[doing]} …` : `  ${done.toLocaleString("en")} of ${total.toLocaleString("en")}`);
  };
}

function sentencesOf(imported: Imported, plan: Plan, signer: Signer, sendsMail: boolean): string[] {
  const { organization, outcome, rows, files, snapshotAt, people } = imported;
  const what = `${organization.name} (${organization.id})`;
  if (outcome === "here already") return [`✓ ${what} is here already, from this very export. Nothing was done.`];
  const counted = `${rows.toLocaleString("en")} rows and ${files.toLocaleString("en")} files`;
  if (outcome === "tried")
    return [`✓ ${what} as of ${snapshotAt} can be imported: ${counted}. Nothing was written.`, ...signerLines(signer)];
  const reached = sendsMail
    ? "get mail that says how to come in"
    : "get mail in the outbox, as there is no mail server, once the server runs";
  const facts = [
    `${people.accounts.length} people got accounts, ${people.asked.length} who had one are invited; they ${reached}`,
    ...(people.ids.size > 0 ? [`${people.ids.size} people have other ids here`] : []),
    `it is on the plan ${plan}`,
  ];
  const told = facts.map((fact) => `  ${fact}`);
  return [`✓ ${what} as of ${snapshotAt} is here: ${counted}.`, ...told, ...signerLines(signer)];
}
