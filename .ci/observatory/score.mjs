// Scores a production server behind a TLS proxy with MDN's HTTP Observatory, and fails under 135 of 135 (A+).
// First `npm ci --ignore-scripts` in this folder, whose install script would ask the network for lists that are not needed.
// Its argument is a file for the result, in the form of vitest's reports.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import tls from "node:tls";
import { fileURLToPath } from "node:url";

const least = 135;
const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const observatory = join(here, "node_modules/@mdn/mdn-http-observatory");
const work = mkdtempSync(join(tmpdir(), "nextcrm-observatory-"));

/** For localhost, trusted by this process only. */
function testCertificate() {
  const [key, cert] = [join(work, "key.pem"), join(work, "cert.pem")];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const kind = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  execFileSync("openssl", [...kind, ...names, "-keyout", key, "-out", cert], { stdio: "pipe" });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

function listening(server) {
  return new Promise((done, fail) => {
    server.once("error", fail).listen(0, "localhost", () => done(server.address().port));
  });
}

/** As a proxy in front of NextCRM does it: TLS ends here, and plain HTTP is sent to HTTPS. */
async function startProxy(certificate, backend) {
  const secure = https.createServer(certificate, (request, response) => {
    const headers = { ...request.headers, "x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.1" };
    const { method, url } = request;
    const passed = http.request({ host: "127.0.0.1", port: backend.port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    });
    passed.on("error", () => response.writeHead(502).end());
    request.pipe(passed);
  });
  const httpsPort = await listening(secure);
  const plain = http.createServer((request, response) => {
    response.writeHead(308, { Location: `https://localhost:${httpsPort}${request.url}` }).end();
  });
  return { httpsPort, httpPort: await listening(plain) };
}

async function startProduct(publicUrl, port) {
  const child = spawn(process.execPath, ["src/cli.ts", "start"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: "production",
      HOST: "127.0.0.1",
      PORT: String(port),
      PUBLIC_URL: publicUrl,
      TRUSTED_PROXY_HOPS: "1",
      NEXTCRM_DATA: join(work, "data"),
    },
  });
  await new Promise((ready, fail) => {
    child.stdout.on("data", (text) => String(text).includes("NextCRM is ready") && ready());
    child.once("exit", (code) => fail(new Error(`The server ended with ${code} before it was ready`)));
  });
  return async () => {
    const ended = new Promise((done) => child.removeAllListeners("exit").once("exit", done));
    child.kill("SIGTERM");
    await ended;
  };
}

async function freePort() {
  const probe = http.createServer();
  const port = await listening(probe);
  await new Promise((done) => probe.close(done));
  return port;
}

/** The arithmetic of Observatory's own scan, which takes no port. */
async function score(ports) {
  const of = (path) => import(join(observatory, "src", path));
  writeFileSync(join(observatory, "conf/hsts-preload.json"), "{}");
  const { retrieve } = await of("retriever/retriever.js");
  const { ALL_TESTS } = await of("constants.js");
  const { getGradeForScore, getScoreModifier } = await of("grader/grader.js");
  const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await of("grader/charts.js");
  const found = await retrieve("localhost", ports);
  if (found.responses.auto?.status !== 200 || !found.responses.https?.verified)
    throw new Error("The server did not answer Observatory over HTTPS");
  const results = ALL_TESTS.map((test) => {
    const output = test(found);
    return {
      name: output.constructor.name,
      result: output.result,
      pass: output.pass,
      modifier: getScoreModifier(output.result),
    };
  });
  const sum = (modifiers) => modifiers.reduce((one, other) => one + other, 100);
  const modifiers = results.map(({ modifier }) => modifier);
  const without = sum(modifiers.filter((modifier) => modifier < 0));
  const total = without >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? sum(modifiers) : without;
  return { results, ...getGradeForScore(total) };
}

function report(file, results, total) {
  const tests = results.map(({ name, result, pass, modifier }) => [name, pass && modifier >= 0, result]);
  const assertionResults = [...tests, [`${least} points`, total >= least, `It has ${total}.`]].map(
    ([fullName, passed, told]) => ({
      fullName,
      status: passed ? "passed" : "failed",
      failureMessages: passed ? [] : [told],
    }),
  );
  const failed = assertionResults.some(({ status }) => status === "failed");
  const status = failed ? "failed" : "passed";
  writeFileSync(file, JSON.stringify({ testResults: [{ name: "MDN's HTTP Observatory", status, assertionResults }] }));
  return failed;
}

let stop = async () => undefined;
try {
  const certificate = testCertificate();
  tls.setDefaultCACertificates([...tls.getCACertificates(), certificate.cert.toString()]);
  const backend = { port: await freePort() };
  const ports = await startProxy(certificate, backend);
  stop = await startProduct(`https://localhost:${ports.httpsPort}`, backend.port);
  const { results, score: total, grade } = await score(ports);
  for (const { name, result, pass, modifier } of results)
    console.log(`${pass ? "✓" : "✗"} ${String(modifier).padStart(4)}  ${name}: ${result}`);
  console.log(`${total} points, ${grade}; ${least} are wanted`);
  process.exitCode = report(process.argv[2] ?? join(work, "report.json"), results, total) ? 1 : 0;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await stop();
  rmSync(work, { recursive: true, force: true });
}
process.exit();
