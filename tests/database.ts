import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { atEnd } from "./at-end.ts";
import { grantDatabase } from "../src/adapters/bootstrap-roles.ts";
import { withClient } from "../src/adapters/client.ts";
import type { Connection } from "../src/adapters/embedded-postgres.ts";

/** A migrated, empty database of a test's own. */
export interface TestDatabase {
  /** Trusted; for looking behind the scenes. */
  owner: Connection;
  /** The serving login, without a grant of its own: `set role` first. */
  serve: Connection;
}

/** Clones the template; call at the top of a test file or in `beforeAll`. The database goes when the file is done. */
export async function freshDatabase(): Promise<TestDatabase> {
  const { owner, serve, template } = inject("cluster");
  const database = `test_${randomBytes(6).toString("hex")}`;
  await withClient(owner, (client) => client.query(`create database ${database} template ${template}`));
  atEnd(() => withClient(owner, (client) => client.query(`drop database if exists ${database} with (force)`)));
  await grantDatabase({ ...owner, database });
  return { owner: { ...owner, database }, serve: { ...serve, database } };
}
