// Adds up vitest's JSON reports, each named without its `.json`; a `-again.json` beside it has the files that were run once
// more, and counts for them. The last line is `N passed, N failed`; fails where a test failed or was left out.
import { readFileSync } from "fs";

let passed = 0;
let failed = 0;
const leftOut = [];
const broken = [];
const unsteady = [];

function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** The beginning of what each failure says: the whole stands further up, where a long log may have lost it. */
function told(messages) {
  return messages
    .map((message) =>
      message
        .split("\n")
        .filter((line) => !line.includes("/node_modules/"))
        .slice(0, 12)
        .join("\n")
        .slice(0, 1_500),
    )
    .join("\n")
    .replace(/^/gm, "    ");
}

/** What failed in a file of tests, each with the beginning of its messages. */
function failuresOf({ name, status, message, assertionResults }) {
  const tests = assertionResults.filter((test) => test.status === "failed");
  // A file that does not load, or a set-up that fails, has no test to blame.
  if (status === "failed" && tests.length === 0) return [`${name}\n${told([message])}`];
  return tests.map((test) => `${name} > ${test.fullName}\n${told(test.failureMessages)}`);
}

for (const place of process.argv.slice(2)) {
  const report = read(`${place}.json`);
  if (!report) {
    console.log(`A run ended without its report ${place}.json.`);
    failed += 1;
    continue;
  }
  const again = new Map(read(`${place}-again.json`)?.testResults.map((file) => [file.name, file]));
  for (const first of report.testResults) {
    const file = again.get(first.name) ?? first;
    if (file !== first) unsteady.push(...failuresOf(first));
    const failures = failuresOf(file);
    broken.push(...failures);
    failed += failures.length;
    for (const test of file.assertionResults) {
      if (test.status === "passed") passed += 1;
      else if (test.status !== "failed") leftOut.push(`${file.name} > ${test.fullName}`);
    }
  }
}

for (const name of leftOut) console.log(`Left out, which may not happen here: ${name}`);
for (const name of unsteady) console.log(`Failed at the first try: ${name}`);
for (const name of broken) console.log(`Failed: ${name}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || leftOut.length > 0 ? 1 : 0;
