// Adds up vitest's JSON reports. Its last line is `N passed, N failed`; it fails where a test failed or was left out.
import { readFileSync } from "fs";

let passed = 0;
let failed = 0;
const leftOut = [];
const broken = [];

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

for (const file of process.argv.slice(2)) {
  const report = read(file);
  if (!report) {
    console.log(`A run ended without its report ${file}.`);
    failed += 1;
    continue;
  }
  for (const { name, status, message, assertionResults } of report.testResults) {
    const counts = { passed: 0, failed: 0 };
    for (const test of assertionResults) {
      if (test.status in counts) counts[test.status] += 1;
      else leftOut.push(`${name} > ${test.fullName}`);
      if (test.status === "failed") broken.push(`${name} > ${test.fullName}\n${told(test.failureMessages)}`);
    }
    // A file that does not load, or a set-up that fails, has no test to blame.
    if (status === "failed" && counts.failed === 0) {
      counts.failed = 1;
      broken.push(`${name}\n${told([message])}`);
    }
    passed += counts.passed;
    failed += counts.failed;
  }
}

for (const name of leftOut) console.log(`Left out, which may not happen here: ${name}`);
for (const name of broken) console.log(`Failed: ${name}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || leftOut.length > 0 ? 1 : 0;
