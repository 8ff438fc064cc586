import { examine } from "./adapters/examine.ts";
import { describeSettings, loadConfig } from "./config.ts";
import type { Config } from "./config.ts";
import { Refusal } from "./refusal.ts";

/** Prints every setting and what was found. Changes nothing, and starts nothing. */
export async function doctor(): Promise<void> {
  printSettings();
  let config: Config;
  try {
    config = loadConfig();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.exitCode = 1;
    return console.log(`\n✗ ${error.message}`);
  }
  console.log();
  for await (const { name, well, found } of examine(config)) {
    if (!well) process.exitCode = 1;
    console.log(`${well ? "✓" : "✗"} ${name}: ${found}`);
  }
}

function printSettings(): void {
  for (const { name, meaning, value, default: usual, isDefault, wrong } of describeSettings()) {
    const now = value === undefined ? "(not set)" : value;
    console.log(
      `${wrong ? "✗ " : ""}${name} = ${now}${isDefault ? "" : `  (default: ${usual ?? "not set"})`}\n    ${meaning}`,
    );
  }
}
