// Makes a clone ready to run: packages as the lockfile says, the web app as its sources say. Each only when stale.
// It runs on whatever Node the machine has, before there are any packages: plain JavaScript and no dependency.
import { spawnSync } from "child_process";
import { createHash } from "crypto";
import fs from "fs";
import path from "path";
import { fileURLToPath } from "url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const inRoot = (...names) => path.join(root, ...names);
const installStamp = inRoot("node_modules", ".nextcrm-installed");
const webStamp = inRoot("dist", ".web-built");

function refuse(sentence) {
  console.error(sentence);
  process.exit(1);
}

function read(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function stamp(file, text) {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  } catch {
    // A read-only installation is checked again at the next start, which is all that the stamp saves.
  }
}

function refuseOldMachine() {
  const [major] = process.versions.node.split(".").map(Number);
  if (major < 20) refuse(`NextCRM needs Node.js 20 or newer to start, and this is ${process.versions.node}.`);
  if (process.platform === "win32") refuse("NextCRM runs on Linux and macOS; on Windows use it inside WSL.");
}

function refuseOldLibc() {
  if (process.platform !== "linux" || !process.report) return;
  const { glibcVersionRuntime } = process.report.getReport().header;
  if (!glibcVersionRuntime)
    refuse(
      "NextCRM's packages need glibc, which this Linux (musl, such as Alpine) does not have; use a Debian-based image.",
    );
}

/** The lockfile and what npm may run, for this kind of machine. */
function installFingerprint() {
  const { allowScripts } = JSON.parse(read(inRoot("package.json")));
  const machine = [process.platform, process.arch, JSON.stringify(allowScripts)].join();
  return createHash("sha256")
    .update(read(inRoot("package-lock.json")))
    .update(machine)
    .digest("hex");
}

/** Whether somebody else's `npm ci` already brought every package of the lockfile. */
function isInstalled() {
  if (!fs.existsSync(inRoot("node_modules", ".bin", "node"))) return false;
  const hidden = read(inRoot("node_modules", ".package-lock.json"));
  if (hidden === "") return false;
  const found = JSON.parse(hidden).packages;
  const wanted = JSON.parse(read(inRoot("package-lock.json"))).packages;
  return Object.entries(wanted).every(
    ([name, { version, optional, dev, peer }]) =>
      name === "" || (found[name] ? found[name].version === version : Boolean(optional || (peer && !dev))),
  );
}

/** npm would take the modules from under a process that has not loaded them all. */
function refuseWhileRunning() {
  const data = process.env.NEXTCRM_DATA || inRoot(".nextcrm");
  const running = read(path.join(data, "running.json"));
  if (running === "") return;
  try {
    const { pid } = JSON.parse(running);
    process.kill(pid, 0);
    if (process.platform === "linux" && !read(`/proc/${pid}/cmdline`).includes("cli.ts")) return;
    refuse(`The packages are to be updated while NextCRM is running (process ${pid}); stop it first.`);
  } catch {
    // The process is gone.
  }
}

function install() {
  const fingerprint = installFingerprint();
  if (read(installStamp) === fingerprint) return;
  if (!isInstalled()) {
    refuseOldLibc();
    refuseWhileRunning();
    console.log("Installing packages …");
    const npm = process.env.npm_execpath;
    // Not the Node of node_modules, which npm is about to replace.
    const node = process.env.npm_node_execpath || process.execPath;
    const [program, ...first] = npm ? [node, npm] : ["npm"];
    run(
      program,
      [...first, "ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"],
      "The packages could not be installed.",
    );
  }
  stamp(installStamp, fingerprint);
}

function filesBelow(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(file) : [file];
  });
}

function webFingerprint() {
  const hash = createHash("sha256").update(read(inRoot("package-lock.json")));
  // The web app brings the proofs' arithmetic along.
  const files = [...filesBelow(inRoot("web")), ...filesBelow(inRoot("proofs"))];
  for (const file of files.sort((one, other) => (one < other ? -1 : 1)))
    hash.update(path.relative(root, file)).update(fs.readFileSync(file));
  return hash.digest("hex");
}

function buildWeb() {
  if (!fs.existsSync(inRoot("web", "index.html"))) return;
  const fingerprint = webFingerprint();
  if (read(webStamp) === fingerprint && fs.existsSync(inRoot("dist", "web", "index.html"))) return;
  console.log("Building the web app …");
  const vite = inRoot("node_modules", "vite", "bin", "vite.js");
  const options = ["build", "web", "--outDir", inRoot("dist", "web"), "--emptyOutDir", "--logLevel", "error"];
  run(inRoot("node_modules", ".bin", "node"), [vite, ...options], "The web app could not be built.");
  stamp(webStamp, fingerprint);
}

/** Says nothing unless it fails. */
function run(program, args, sentence) {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 26,
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
  });
  if (status === 0) return;
  console.error(`${stdout || ""}${stderr || ""}`.trim());
  refuse(error ? `${sentence} (${error.message})` : sentence);
}

refuseOldMachine();
install();
buildWeb();
