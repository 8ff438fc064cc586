#!/usr/bin/env node
// The command line on the Node that the packages bring, whatever Node the machine has.
import { spawn, spawnSync } from "child_process";
import path from "path";
import { fileURLToPath } from "url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const node = path.join(root, "node_modules", ".bin", "node");
const args = [path.join(root, "src", "cli.ts"), ...process.argv.slice(2)];

const { status } = spawnSync(process.execPath, [path.join(root, "scripts", "ready.mjs")], {
  stdio: ["ignore", "inherit", "inherit"],
});
if (status !== 0) process.exit(status ?? 1);

if (process.execve) process.execve(node, [node, ...args], process.env);
const child = spawn(node, args, { stdio: "inherit" });
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
