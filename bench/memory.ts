import { readdirSync, readFileSync } from "node:fs";
import { findPostmaster } from "../src/adapters/embedded-postgres-process.ts";
import { locateData } from "../src/adapters/embedded-postgres-home.ts";

/** Megabytes of Node and of all of PostgreSQL's processes. What processes share counts once (Pss). */
export interface Memory {
  node: number;
  postgres: number;
}

export async function memoryOf(nodePid: number, dataFolder: string): Promise<Memory> {
  const postmaster = findPostmaster(await locateData(dataFolder));
  const engine = postmaster ? [postmaster.pid, ...childrenOf(postmaster.pid)] : [];
  return { node: pssOf(nodePid), postgres: engine.reduce((sum, pid) => sum + pssOf(pid), 0) };
}

/**
 * Settings of a product that has little memory, as in a small container: with more, V8 collects later, and what it has
 * not collected yet would be taken for what the product needs.
 */
export const littleMemory = (megabytes: number) => ({
  NODE_OPTIONS: `--max-old-space-size=${megabytes} --max-semi-space-size=4`,
});

export function residentOf(pid: number): number {
  return kilobytes(`/proc/${pid}/status`, "VmRSS") / 1024;
}

function pssOf(pid: number): number {
  return (kilobytes(`/proc/${pid}/smaps_rollup`, "Pss") || kilobytes(`/proc/${pid}/status`, "VmRSS")) / 1024;
}

function kilobytes(file: string, name: string): number {
  try {
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(readFileSync(file, "utf8"))?.[1] ?? 0);
  } catch {
    // A process that has just ended, or another user's.
    return 0;
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        // The name in parentheses may hold spaces; behind it stand state and parent.
        return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ")[1]) === parent;
      } catch {
        return false;
      }
    });
}
