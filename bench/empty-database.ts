import type pg from "pg";
import { openDataFolder } from "../src/adapters/data-folder.ts";
import { startEmbeddedPostgres } from "../src/adapters/embedded-postgres.ts";
import type { Connection } from "../src/adapters/embedded-postgres.ts";
import { prepareDatabase } from "../src/adapters/installation.ts";
import { postgres } from "../src/adapters/postgres.ts";
import type { Database } from "../src/ports/database.ts";
import { temporaryFolder } from "./product.ts";

/** The product's database without the product. */
export interface EmptyDatabase {
  db: Database;
  serve: pg.ClientConfig;
  /** Trusted, for filling tables without the product. */
  owner: Connection;
}

/** A migrated database on an embedded PostgreSQL of its own, in a folder that goes away with it. */
export async function withEmptyDatabase<T>(body: (database: EmptyDatabase) => Promise<T>, connections = 4): Promise<T> {
  const { path, remove } = temporaryFolder();
  const folder = openDataFolder(path);
  const { owner, serve, stop } = await startEmbeddedPostgres({ folder });
  try {
    await prepareDatabase({ owner, serve });
    const db = postgres({ ...serve, max: connections });
    try {
      return await body({ db, serve, owner });
    } finally {
      await db.close();
    }
  } finally {
    await stop();
    folder.unlock();
    remove();
  }
}
