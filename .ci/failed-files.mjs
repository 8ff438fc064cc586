// The test files that failed in vitest's JSON report, one a line. None where many failed: that is no chance.
import { readFileSync } from "fs";

const mostByChance = 5;
const { testResults } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const failed = testResults.filter(({ status }) => status === "failed").map(({ name }) => name);
if (failed.length <= mostByChance) console.log(failed.join("\n"));
