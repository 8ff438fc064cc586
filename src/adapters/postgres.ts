import { setTimeout as delay } from "node:timers/promises";
import { createHash } from "node:crypto";
import { CompiledQuery, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import type { DatabaseConnection, Dialect, QueryResult } from "kysely";
import pg from "pg";
import type { Database, QueryOptions, Sql, TransactionScope } from "../ports/database.ts";
import type { DB } from "./schema.generated.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/**
 * Dates stay `YYYY-MM-DD` (a Date would shift them by the server's time zone), moments are RFC 3339 in UTC, counts and
 * sizes are numbers below 2^53.
 */
const parsers: Record<number, (text: string) => unknown> = { 20: Number, 1082: (text) => text, 1184: momentOf };
/** The session speaks UTC: `2026-11-22 17:00:00.12+00`. Cutting it up is ten times faster than Date. */
function momentOf(text: string): string {
  if (!text.endsWith("+00") || text.length < 22 || text[10] !== " ") return new Date(text).toISOString();
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(3, "0").slice(0, 3)}Z`;
}

const types = {
  getTypeParser: (oid: number, format?: "text" | "binary") => parsers[oid] ?? pg.types.getTypeParser(oid, format),
};

export interface PostgresOptions extends pg.ClientConfig {
  /** Connections in the pool. */
  max?: number;
}

/** PostgreSQL through `pg`, with pipelined statements and one role and tenant per transaction. */
export function postgres(options: PostgresOptions): Database {
  const pool = new pg.Pool({
    max: 10,
    ...options,
    types,
    pipeline: true,
    options: "-c timezone=UTC",
    application_name: "nextcrm",
  });
  // An idle connection that dies is replaced at the next use; without a listener it would end the process.
  pool.on("error", () => undefined);
  const bound = new WeakMap<pg.PoolClient, Sql>();
  const sqlOf = (client: pg.PoolClient) => {
    const known = bound.get(client) ?? sqlOn(client);
    bound.set(client, known);
    return known;
  };
  return {
    transaction: (scope, body) => transact(pool, sqlOf, scope, body),
    listen: (channel, heard, state) => listen(options, channel, heard, state),
    close: () => pool.end(),
  };
}

async function transact<T>(
  pool: pg.Pool,
  sqlOf: (client: pg.PoolClient) => Sql,
  scope: TransactionScope,
  body: (sql: Sql) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  // Not awaited: if it fails, what follows runs as a login without any grant, and fails too.
  const begun = client.query(beginStatement(scope));
  let result: T;
  try {
    [result] = await Promise.all([body(sqlOf(client)), begun]);
    if (!scope.readOnly) await commit(client);
  } catch (error) {
    await begun.catch(() => undefined);
    await rollback(client);
    throw error;
  }
  if (scope.readOnly)
    void client.query("commit").then(
      () => client.release(),
      (error) => client.release(error),
    );
  else client.release();
  return result;
}

function beginStatement(scope: TransactionScope): string {
  if (scope.organizationId !== undefined && !uuid.test(scope.organizationId))
    throw new TypeError("organizationId is no UUID");
  const isolation = scope.repeatableRead ? " isolation level repeatable read" : "";
  const access = scope.readOnly ? " read only" : "";
  const tenant = scope.organizationId === undefined ? "" : `; set local app.organization = '${scope.organizationId}'`;
  return `begin${isolation}${access}; set local role ${scope.role}${tenant}`;
}

async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query("commit");
  if (command !== "COMMIT") throw new Error("The transaction was rolled back by PostgreSQL");
}

async function rollback(client: pg.PoolClient): Promise<void> {
  try {
    await client.query("rollback");
    client.release();
  } catch (error) {
    client.release(error as Error);
  }
}

function sqlOn(client: pg.PoolClient): Sql {
  return {
    db: new Kysely<DB>({ dialect: dialectOn(client) }),
    query: async <Row>(text: string, parameters: readonly unknown[] = [], options: QueryOptions = {}) => {
      const name = options.prepare ? { name: statementName(text) } : {};
      const { rows } = await client.query({ ...name, text, values: parameters as unknown[] });
      return rows as Row[];
    },
  };
}

const statementNames = new Map<string, string>();

function statementName(text: string): string {
  const known = statementNames.get(text);
  if (known) return known;
  const name = createHash("sha256").update(text).digest("base64url").slice(0, 32);
  statementNames.set(text, name);
  return name;
}

/** Kysely on a connection whose transaction somebody else opened. */
function dialectOn(client: pg.PoolClient): Dialect {
  const connection: DatabaseConnection = {
    executeQuery: async <Row>(query: CompiledQuery): Promise<QueryResult<Row>> => {
      const { rows, rowCount } = await client.query(query.sql, query.parameters as unknown[]);
      return { rows: rows as Row[], numAffectedRows: BigInt(rowCount ?? 0) };
    },
    streamQuery: () => {
      throw new Error("Fetch from an SQL cursor instead");
    },
  };
  const refuse = async () => {
    throw new Error("Transactions belong to the door");
  };
  return {
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createDriver: () => ({
      init: async () => undefined,
      acquireConnection: async () => connection,
      beginTransaction: refuse,
      commitTransaction: refuse,
      rollbackTransaction: refuse,
      releaseConnection: async () => undefined,
      destroy: async () => undefined,
    }),
  };
}

async function listen(
  options: PostgresOptions,
  channel: string,
  heard: (payload: string) => void,
  state: (connected: boolean) => void,
): Promise<{ stop(): Promise<void> }> {
  let client: pg.Client | undefined;
  let stopped = false;
  const connect = async () => {
    const next = new pg.Client({ ...options, keepAlive: true, application_name: "nextcrm listen" });
    next.on("notification", (message) => heard(message.payload ?? ""));
    next.on("error", () => undefined);
    next.once("end", () => {
      if (stopped) return;
      state(false);
      void reconnect();
    });
    await next.connect();
    await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    client = next;
    state(true);
  };
  const reconnect = async () => {
    while (!stopped) {
      await delay(250, undefined, { ref: false });
      try {
        return await connect();
      } catch {
        // PostgreSQL is still away; the callers were told, so trying again is all there is to do.
      }
    }
  };
  await connect();
  return {
    stop: async () => {
      stopped = true;
      await client?.end();
    },
  };
}
