import { availableParallelism, cpus, totalmem } from "node:os";
import { auditErase } from "./audit-erase.ts";
import { auditExport } from "./audit-export.ts";
import { auditInsert } from "./audit-insert.ts";
import { auditPrune } from "./audit-prune.ts";
import { auditSeal } from "./audit-seal.ts";
import { auditQuery } from "./audit-query.ts";
import { auditVerify } from "./audit-verify.ts";
import { quick } from "./claim.ts";
import type { Claim, Findings } from "./claim.ts";
import { csvImport } from "./csv-import.ts";
import { dashboard } from "./dashboard.ts";
import { dataExport } from "./data-export.ts";
import { dataImport } from "./data-import.ts";
import { firstPage } from "./first-page.ts";
import { headers } from "./headers.ts";
import { healthFlood } from "./health-flood.ts";
import { lighthouseScores } from "./lighthouse.ts";
import { limitMemory } from "./limit-memory.ts";
import { limits } from "./limits.ts";
import { listRead } from "./list-read.ts";
import { metricsCost } from "./metrics.ts";
import { patch } from "./patch.ts";
import { purge } from "./purge.ts";
import { telemetry } from "./telemetry.ts";
import { startUp } from "./start-up.ts";
import { webSize } from "./web-size.ts";
import { webSpeed } from "./web-speed.ts";

/** `npm run bench` runs all of them, `npm run bench -- list-read` one. */
const claims: readonly Claim[] = [
  listRead,
  patch,
  firstPage,
  csvImport,
  startUp,
  webSize,
  webSpeed,
  lighthouseScores,
  auditInsert,
  auditSeal,
  auditVerify,
  limits,
  metricsCost,
  telemetry,
  limitMemory,
  headers,
  auditExport,
  auditQuery,
  auditPrune,
  auditErase,
  purge,
  dataExport,
  dataImport,
  dashboard,
  healthFlood,
];

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !claims.some((claim) => claim.name === name));
if (unknown !== undefined) {
  console.error(`There is no benchmark ${unknown}; there are ${claims.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}

const [{ model } = { model: "unknown" }] = cpus();
console.log(
  `${availableParallelism()} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, embedded PostgreSQL, fsync on`,
);
if (quick) console.log("BENCH_QUICK: small sizes and short rounds; the figures mean nothing.");

let missed = 0;
for (const claim of claims.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  console.log(`\n${claim.name}: ${claim.promise}`);
  const findings = await claim.measure();
  missed += report(findings);
}
if (missed > 0) console.log(`\n${missed} of the targets were missed.`);

function report({ rows, verdicts }: Findings): number {
  console.table(rows);
  for (const { what, measured, target, kept } of verdicts)
    console.log(`${kept ? "kept  " : "MISSED"} ${what}: ${measured} (target ${target})`);
  return verdicts.filter(({ kept }) => !kept).length;
}
