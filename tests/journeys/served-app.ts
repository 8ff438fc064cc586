import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compose } from "../../src/compose.ts";
import type { Application } from "../../src/compose.ts";
import { loadConfig } from "../../src/config.ts";
import { listen } from "../../src/http/listen.ts";
import { atEnd } from "../at-end.ts";
import { testApp } from "../app.ts";
import type { TestApp } from "../app.ts";
import { freshDatabase } from "../database.ts";

export interface ServedApp extends TestApp {
  /** Where browsers reach it. */
  origin: string;
}

/** The product with its cast, served over real HTTP. */
export async function servedApp(environment: Record<string, string> = {}): Promise<ServedApp> {
  const door = await openDoor();
  const app = await testApp({ environment: { ...environment, PUBLIC_URL: door.origin } });
  door.leadTo(app.application);
  return { ...app, origin: door.origin };
}

/** A fresh installation, served over real HTTP, with the link that its start prints. */
export async function freshInstallation() {
  const door = await openDoor();
  const database = await freshDatabase();
  const dataFolder = mkdtempSync(join(tmpdir(), "nextcrm-journey-"));
  const config = loadConfig({ LOG_LEVEL: "silent", PUBLIC_URL: door.origin, NEXTCRM_DATA: dataFolder });
  const authSecret = "a secret of tests, 32 characters or more";
  const auditSecret = "another secret of tests, as long as it";
  const application = await compose({ config, database: database.serve, dataFolder, authSecret, auditSecret });
  atEnd(async () => {
    await application.drain();
    rmSync(dataFolder, { recursive: true, force: true });
  });
  door.leadTo(application);
  return { origin: door.origin, setupLink: (await application.setupLink())! };
}

/** The address has to be known before there is an application to answer there. */
async function openDoor() {
  let application: Application | undefined;
  const door = await listen((request, connection) => application!.fetch(request, connection), {
    port: 0,
    host: "127.0.0.1",
  });
  return {
    origin: `http://127.0.0.1:${door.port}`,
    leadTo: (served: Application) => {
      application = served;
      // Registered last and so run first: the application outlives its requests.
      atEnd(() => door.drain(2_000));
    },
  };
}
