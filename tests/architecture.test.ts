import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const source = resolve(import.meta.dirname, "../src");

/** From the bottom up; a file may import from its own rank and those below. */
const ranks = [
  ["problems.ts", "config.ts", "setting-kinds.ts", "refusal.ts", "identifier.ts", "one-by-one.ts"],
  ["ports"],
  ["access", "limits", "audit", "records"],
  ["tenancy", "telemetry"],
  ["api"],
  ["crm"],
  ["exports", "identity", "billing", "observability", "privacy", "operator"],
  ["http", "demo"],
  ["compose.ts", "compose"],
  [
    "main.ts",
    "cli.ts",
    "commands.ts",
    "doctor.ts",
    "audit-verify.ts",
    "export-verify.ts",
    "audit-archives.ts",
    "organization-plan.ts",
    "audit-accept.ts",
    "installed-logs.ts",
    "allow-all.ts",
    "mount.ts",
    "organization-erasure.ts",
    "user-erasure.ts",
    "backup.ts",
    "organization-import.ts",
    "trusted-file.ts",
  ],
];
/** Adapters import ports and the ground only. */
const ground = new Set([
  "problems.ts",
  "config.ts",
  "setting-kinds.ts",
  "refusal.ts",
  "identifier.ts",
  "one-by-one.ts",
  "ports",
  "adapters",
]);

const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && !/\.(test|contract)\.ts$/.test(name),
  );

const imports = (name: string): string[] =>
  [...readFileSync(join(source, name), "utf8").matchAll(/(?:from|import)\s*\(?"(\.[^"]+)"/g)].map(([, target]) =>
    relative(source, resolve(source, dirname(name), target!)),
  );

const room = (name: string) => name.split("/")[0]!;
const rankOf = (name: string) => ranks.findIndex((rank) => rank.includes(room(name)));

test("imports run downward", () => {
  const wrong = files(source)
    .filter((name) => room(name) !== "adapters")
    .flatMap((name) =>
      imports(name)
        .filter((target) => room(target) !== "adapters" && rankOf(target) > rankOf(name))
        .map((target) => `${name} imports ${target}`),
    );
  expect(wrong).toEqual([]);
});

/** Files that can only be understood, and changed, together. */
function circles(): string[][] {
  const below = new Map<string, ReadonlySet<string>>();
  const all = new Map(files(source).map((name) => [name, imports(name)]));
  const reached = (from: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    for (const waiting = [from]; waiting.length > 0;)
      for (const target of all.get(waiting.pop()!) ?? [])
        if (!seen.has(target)) waiting.push((seen.add(target), target));
    return seen;
  };
  for (const name of all.keys()) below.set(name, reached(name));
  return [...below].flatMap(([name, targets]) =>
    targets.has(name) ? [[name, ...[...targets].filter((other) => below.get(other)?.has(name) && other !== name)]] : [],
  );
}

test("no files import each other in a circle, not even their types", () => {
  expect(circles()).toEqual([]);
});

test("every room has a rank", () => {
  expect(files(source).filter((name) => room(name) !== "adapters" && rankOf(name) < 0)).toEqual([]);
});

test("adapters import ports only, and only compose and the programs pick adapters", () => {
  const wrong = files(source).flatMap((name) =>
    imports(name)
      .filter((target) =>
        room(name) === "adapters"
          ? !ground.has(room(target))
          : room(target) === "adapters" && !/schema\.generated/.test(target) && rankOf(name) < rankOf("compose.ts"),
      )
      .map((target) => `${name} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test("the web app imports types from the server, never code", () => {
  const web = resolve(source, "../web");
  const wrong = readdirSync(web, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith("node_modules"))
    .filter((name) => /^import (?!type)[^;]*from "[^"]*\/src\//m.test(readFileSync(join(web, name), "utf8")));
  expect(wrong).toEqual([]);
});

test("proofs stand alone, so that browsers and other programs can run them", () => {
  const folder = resolve(source, "../proofs");
  const wrong = files(folder).filter((name) => /from "(?!\.\/)/.test(readFileSync(join(folder, name), "utf8")));
  expect(wrong).toEqual([]);
});
