import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Refusal, UsageError } from "./refusal.ts";

interface Command {
  usage: string;
  meaning: string;
  /** Names of what must follow, `<email>`. */
  parameters?: string[];
  options?: Record<string, { type: "boolean" | "string"; multiple?: boolean }>;
  run(parameters: string[], options: Record<string, unknown>): Promise<void>;
}

const commands: Record<string, Command> = {
  start: {
    usage: "start [--demo]",
    meaning: "Serves NextCRM; with --demo an organization full of example data is added first",
    options: { demo: { type: "boolean" } },
    run: async (_, { demo }) => (await import("./main.ts")).start({ demo: demo === true }),
  },
  migrate: {
    usage: "migrate",
    meaning: "Brings the database to what this version needs, and ends",
    run: async () => (await import("./commands.ts")).migrateDatabase(),
  },
  demo: {
    usage: "demo",
    meaning: "Adds an organization full of example data, and prints its sign-in",
    run: async () => (await import("./commands.ts")).addDemo(),
  },
  "user promote": {
    usage: "user promote <email>",
    meaning: "Makes a user the operator of this installation",
    parameters: ["email"],
    run: async ([email]) => (await import("./commands.ts")).promoteUser(email!),
  },
  "organization plan": {
    usage: "organization plan <id|name> <FREE|PRO|ENTERPRISE>",
    meaning: "Puts an organization on another plan",
    parameters: ["id|name", "plan"],
    run: async ([organization, plan]) =>
      (await import("./organization-plan.ts")).organizationPlan(organization!, plan!),
  },
  "organization allow-all": {
    usage: "organization allow-all <id|name>",
    meaning: "Lets every address in again where an organization's list of networks keeps its people out",
    parameters: ["organization"],
    run: async ([organization]) => (await import("./allow-all.ts")).allowAll(organization!),
  },
  "user reset-two-factor": {
    usage: "user reset-two-factor <email>",
    meaning: "Takes the second factor of a user away who has lost it, and signs them out",
    parameters: ["email"],
    run: async ([email]) => (await import("./commands.ts")).resetTwoFactor(email!),
  },
  "user erase": {
    usage: "user erase <email>",
    meaning: "Removes the account of somebody who is in no organization, and their values from the operator's log",
    parameters: ["email"],
    run: async ([email]) => (await import("./user-erasure.ts")).eraseUser(email!),
  },
  "organization purge": {
    usage: "organization purge --dry-run <id|name>",
    meaning: "Counts what the deletion of an organization would remove; the server does it on the day",
    parameters: ["id|name"],
    options: { "dry-run": { type: "boolean" } },
    run: async ([organization], options) =>
      (await import("./organization-erasure.ts")).organizationPurge(organization!, {
        dryRun: options["dry-run"] === true,
      }),
  },
  "organization certificate": {
    usage: "organization certificate <id>",
    meaning: "Prints the signed certificate of an organization that was deleted",
    parameters: ["id"],
    run: async ([id]) => (await import("./organization-erasure.ts")).organizationCertificate(id!),
  },
  "audit verify": {
    usage:
      "audit verify [--organization <id|name>] [--checkpoint <file>]… [--key <key|file>]… [--archives] [--export <file>] [--json]",
    meaning:
      "Verifies the audit logs, their archives too, or a downloaded file, against themselves and checkpoints that were kept",
    options: {
      organization: { type: "string" },
      checkpoint: { type: "string", multiple: true },
      key: { type: "string", multiple: true },
      archives: { type: "boolean" },
      export: { type: "string" },
      json: { type: "boolean" },
    },
    run: async (_, options) => (await import("./audit-verify.ts")).auditVerify(options),
  },
  "audit accept-restored": {
    usage: "audit accept-restored (--organization <id|name> | --all) --reason <text>",
    meaning:
      "Has logs sealed again that were restored to an earlier state; an event in each tells what was lost, and why",
    options: { organization: { type: "string" }, all: { type: "boolean" }, reason: { type: "string" } },
    run: async (_, options) => (await import("./audit-accept.ts")).auditAcceptRestored(options),
  },
  "audit archives": {
    usage: "audit archives [--organization <id|name>] [--json]",
    meaning: "Lists the files that have what was pruned from the audit logs",
    options: { organization: { type: "string" }, json: { type: "boolean" } },
    run: async (_, options) => (await import("./audit-archives.ts")).auditArchives(options),
  },
  "audit search": {
    usage:
      "audit search --organization <id|name> [--text|--user|--action|--resource|--resource-id|--from|--to <value>]…",
    meaning: "Prints the events that match, from archives and log, one JSON object a line",
    options: Object.fromEntries(
      ["organization", "text", "user", "action", "resource", "resource-id", "from", "to"].map((name) => [
        name,
        { type: "string" as const },
      ]),
    ),
    run: async (_, options) => (await import("./audit-archives.ts")).auditSearch(options),
  },
  headers: {
    usage: "headers [--format json|next|nginx|caddy]",
    meaning: "Prints the security fields, for another host that serves the web app's files",
    options: { format: { type: "string" } },
    run: async (_, { format }) => console.log((await import("./http/exported-headers.ts")).exportedHeaders(format)),
  },
  "export verify": {
    usage: "export verify <file> [--key <key|file>]… [--json]",
    meaning: "Verifies a complete export that was downloaded: every byte, its signature, and the audit log in it",
    parameters: ["file"],
    options: { key: { type: "string", multiple: true }, json: { type: "boolean" } },
    run: async ([file], options) => (await import("./export-verify.ts")).exportVerify(file!, options),
  },
  backup: {
    usage: "backup <folder> [--keep <number>]",
    meaning: "Copies everything into a new folder below that one, while the server goes on; keeps so many of them",
    parameters: ["folder"],
    options: { keep: { type: "string" } },
    run: async ([folder], options) => (await import("./backup.ts")).backup(folder!, options),
  },
  restore: {
    usage: "restore <backup>",
    meaning: "Makes an empty data folder what it was when the backup was taken",
    parameters: ["backup"],
    run: async ([folder]) => (await import("./backup.ts")).restore(folder!),
  },
  import: {
    usage:
      "import <file> (--key <key|file>… | --trust-file) [--plan <FREE|PRO|ENTERPRISE>] [--match-people] [--without-files] [--dry-run]",
    meaning:
      "Recreates an organization from a complete export of another installation; with --dry-run it is tried, and nothing stays",
    parameters: ["file"],
    options: {
      key: { type: "string", multiple: true },
      "trust-file": { type: "boolean" },
      plan: { type: "string" },
      "match-people": { type: "boolean" },
      "without-files": { type: "boolean" },
      "dry-run": { type: "boolean" },
    },
    run: async ([file], options) => (await import("./organization-import.ts")).organizationImport(file!, options),
  },
  doctor: {
    usage: "doctor",
    meaning: "Says what is configured, what can be reached, what is wrong and what to do",
    run: async () => (await import("./doctor.ts")).doctor(),
  },
  help: { usage: "help", meaning: "Shows this", run: async () => console.log(help()) },
};

function help(): string {
  const lines = Object.values(commands).map(({ usage, meaning }) => `  nextcrm ${usage}\n      ${meaning}`);
  return [
    "Usage: nextcrm <command>",
    "",
    ...lines,
    "",
    "Settings come from the environment; `nextcrm doctor` lists them.",
  ].join("\n");
}

/** Runs one command. Answers the exit code: 0, 1 when something stood in the way, 2 when it was called wrongly. */
export async function run(args: string[]): Promise<number> {
  try {
    if (args.includes("--help") || args.includes("-h")) console.log(help());
    else await dispatch(args);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    // A stack helps only where the program is wrong, not where its surroundings are.
    console.error(error instanceof Refusal ? error.message : error);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function dispatch(args: string[]): Promise<void> {
  const [first = "help", second = ""] = args;
  const name = `${first} ${second}` in commands ? `${first} ${second}` : first;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(unknownCommand(first));
  const { values, positionals } = parse(command, args.slice(name.split(" ").length));
  const wanted = command.parameters ?? [];
  if (positionals.length !== wanted.length) throw new UsageError(`This command is used as: nextcrm ${command.usage}`);
  await command.run(positionals, values);
}

function unknownCommand(first: string): string {
  const begun = Object.keys(commands).filter((name) => name.startsWith(`${first} `));
  if (begun.length > 0) return `Say which: ${begun.map((name) => `nextcrm ${name}`).join(", ")}.`;
  return `There is no command ${JSON.stringify(first)}; \`nextcrm help\` lists what there is.`;
}

function parse(command: Command, args: string[]) {
  try {
    return parseArgs({ args, options: command.options ?? {}, allowPositionals: true });
  } catch (error) {
    const [sentence] = (error as Error).message.split(". ");
    throw new UsageError(`${sentence}; this command is used as: nextcrm ${command.usage}`);
  }
}

if (import.meta.main) {
  // Halves the time to load; where it cannot be written, nothing is lost but that.
  enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/nextcrm", import.meta.url)));
  // `… | head` closes the pipe: we end as SIGPIPE would have us, quietly, and not as one who has finished.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(141);
    throw error;
  });
  process.exit(await run(process.argv.slice(2)));
}
