import { setTimeout as delay } from "node:timers/promises";
import { createHash } from "node:crypto";
import type { Writable } from "node:stream";
import { CompiledQuery, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import type { DatabaseConnection, Dialect, QueryResult } from "kysely";
import pg from "pg";
import type { Database, QueryOptions, Sql, TransactionScope } from "../ports/database.ts";
import { momentOf } from "../ports/moment.ts";
import type { DB } from "./schema.generated.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const snapshotName = /^[0-9A-F]{8}-[0-9A-F]{8}-\d+$/;
/**
 * Dates stay `YYYY-MM-DD` (a Date would shift them by the server's time zone), moments are RFC 3339 in UTC, counts and
 * sizes are numbers below 2^53.
 */
const parsers: Record<number, (text: string) => unknown> = { 20: Number, 1082: (text) => text, 1184: momentOf };

const types = {
  getTypeParser: (oid: number, format?: "text" | "binary") => parsers[oid] ?? pg.types.getTypeParser(oid, format),
};

export interface PostgresOptions extends pg.ClientConfig {
  /** Connections in the pool. */
  max?: number;
  /** Hears of each statement, and through what it gives back of its answer. */
  watch?: Watch | undefined;
}

type Watch = (text: string) => ((error?: unknown) => void) | undefined;

/** Whoever waits longer for a connection is told that the database is not available. */
const patienceMilliseconds = 10_000;
/** A statement that takes longer is stopped, so that it cannot keep a connection from everybody else. */
const longestStatementMilliseconds = 60_000;

/** PostgreSQL through `pg`, with pipelined statements and one role and tenant per transaction. */
export function postgres({ watch, ...options }: PostgresOptions): Database {
  const pool = new pg.Pool({
    max: 10,
    ...options,
    types,
    pipeline: true,
    connectionTimeoutMillis: patienceMilliseconds,
    // To compile a statement takes longer than any of ours, and PostgreSQL 15 does so whenever it is told to avoid a scan.
    options: `-c timezone=UTC -c jit=off -c statement_timeout=${longestStatementMilliseconds}`,
    application_name: "nextcrm",
  });
  // A connection that dies, idle or in use, is replaced at the next use; without a listener it would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const bound = new WeakMap<pg.PoolClient, Sql>();
  const names: StatementNames = new Map();
  const sqlOf = (client: pg.PoolClient) => {
    const known = bound.get(client) ?? sqlOn(client, names, watch);
    bound.set(client, known);
    return known;
  };
  return {
    transaction: (scope, body, closing) => transact({ pool, sqlOf, watch }, scope, body, closing),
    listen: (channel, heard, state) => listen(options, channel, heard, state),
    connections: () => ({
      open: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
      most: pool.options.max,
    }),
    close: () => pool.end(),
  };
}

interface Source {
  pool: pg.Pool;
  sqlOf(client: pg.PoolClient): Sql;
  watch: Watch | undefined;
}

async function transact<T>(
  { pool, sqlOf, watch }: Source,
  scope: TransactionScope,
  body: (sql: Sql) => Promise<T>,
  closing?: (sql: Sql) => Promise<void>,
): Promise<T> {
  const begin = beginStatement(scope);
  const client = await pool.connect();
  const { sql, end } = untilEnd(sqlOf(client));
  sendTogether(client);
  // Not awaited: if it fails, what follows runs as a login without any grant, and fails too.
  const begun = client.query(begin);
  let result: T;
  try {
    [result] = await Promise.all([body(sql), begun]);
    sendTogether(client);
    const closed = closing?.(sql);
    end();
    if (!scope.readOnly) await Promise.all([closed, watched("commit", watch, commit(client))]);
  } catch (error) {
    end();
    await begun.catch(() => undefined);
    await rollback(client);
    throw error;
  }
  // Whoever takes the connection next is answered behind this commit, which has nothing to lose.
  if (scope.readOnly) client.query("commit").catch(() => undefined);
  client.release();
  return result;
}

/**
 * What was not awaited may go on when its transaction has ended, and the connection may be somebody else's by then: its
 * statements are refused before they are sent.
 */
function untilEnd(sql: Sql): { sql: Sql; end(): void } {
  let ended = false;
  const refused = () => Promise.reject(new Error("The transaction has ended"));
  return {
    sql: {
      get db() {
        if (ended) throw new Error("The transaction has ended");
        return sql.db;
      },
      query: (text, parameters, options) => (ended ? refused() : sql.query(text, parameters, options)),
      values: (text, parameters, options) => (ended ? refused() : sql.values(text, parameters, options)),
    },
    end: () => {
      ended = true;
    },
  };
}

/** Holds back what is written until this turn's statements are all there, then sends them in one write. */
function sendTogether(client: pg.PoolClient): void {
  // The stream is no part of pg's types.
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  stream.cork();
  setImmediate(() => stream.uncork());
}

function beginStatement(scope: TransactionScope): string {
  if (scope.organizationId !== undefined && !uuid.test(scope.organizationId))
    throw new TypeError("organizationId is no UUID");
  if (scope.snapshot !== undefined && !snapshotName.test(scope.snapshot)) throw new TypeError("snapshot is none");
  const isolation = scope.repeatableRead || scope.snapshot !== undefined ? " isolation level repeatable read" : "";
  const access = scope.readOnly ? " read only" : "";
  const tenant = scope.organizationId === undefined ? "" : `; set local app.organization = '${scope.organizationId}'`;
  const snapshot = scope.snapshot === undefined ? "" : `; set transaction snapshot '${scope.snapshot}'`;
  return `begin${isolation}${access}${snapshot}; set local role ${scope.role}${tenant}`;
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

function watched<T>(text: string, watch: Watch | undefined, answer: Promise<T>): Promise<T> {
  const ended = watch?.(text);
  return ended ? told(answer, ended) : answer;
}

/** A promise that two wait for has no stack beyond it: an error would not say who sent the statement. */
async function told<T>(answer: Promise<T>, ended: (error?: unknown) => void): Promise<T> {
  try {
    const found = await answer;
    ended();
    return found;
  } catch (error) {
    ended(error);
    throw error;
  }
}

function sqlOn(client: pg.PoolClient, names: StatementNames, watch: Watch | undefined): Sql {
  const answerOf = async (text: string, parameters: readonly unknown[] = [], options: QueryOptions = {}) => {
    const name = options.prepare ? statementName(names, text) : {};
    const statement = { ...name, text, values: parameters as unknown[], rowMode: "array" } as const;
    const answer: pg.QueryArrayResult | pg.QueryArrayResult[] = await watched(text, watch, client.query(statement));
    // Several statements in one text give several answers, and none that anybody asks for.
    return Array.isArray(answer) ? { rows: [], fields: [] } : answer;
  };
  return {
    db: new Kysely<DB>({ dialect: dialectOn(client, watch) }),
    query: async <Row>(text: string, parameters?: readonly unknown[], options?: QueryOptions) => {
      const { rows, fields } = await answerOf(text, parameters, options);
      return objectsOf<Row>(rows, fields);
    },
    values: async (text, parameters, options) => (await answerOf(text, parameters, options)).rows,
  };
}

const shapes = new Map<string, object>();

/**
 * Rows as objects of one shape. Adding more than a dozen members by computed name makes V8 keep an object as a hash
 * table, slow to read and to serialise; a copy of a parsed object stays fast.
 */
function objectsOf<Row>(rows: unknown[][], fields: readonly { name: string }[]): Row[] {
  const names = fields.map(({ name }) => name);
  const key = names.join("\0");
  const shape = shapes.get(key) ?? shapeOf(names);
  if (shapes.size < mostShapes) shapes.set(key, shape);
  return rows.map((values) => {
    const row = { ...shape } as Record<string, unknown>;
    for (let at = 0; at < names.length; at++) row[names[at]!] = values[at];
    return row as Row;
  });
}

const mostShapes = 1_000;

function shapeOf(names: readonly string[]): object {
  return JSON.parse(`{${names.map((name) => `${JSON.stringify(name)}:null`).join(",")}}`) as object;
}

/** By the texts of statements. */
type StatementNames = Map<string, { name: string }>;
/** Every connection keeps the plans of what it prepared: texts that requests help to shape must come to an end. */
const mostNames = 500;

function statementName(names: StatementNames, text: string): { name?: string } {
  const known = names.get(text);
  if (known) return known;
  if (names.size >= mostNames) return {};
  const made = { name: createHash("sha256").update(text).digest("base64url").slice(0, 32) };
  names.set(text, made);
  return made;
}

/** Kysely on a connection whose transaction somebody else opened. */
function dialectOn(client: pg.PoolClient, watch: Watch | undefined): Dialect {
  const connection: DatabaseConnection = {
    executeQuery: async <Row>(query: CompiledQuery): Promise<QueryResult<Row>> => {
      const sent = client.query(query.sql, query.parameters as unknown[]);
      const { rows, rowCount } = await watched(query.sql, watch, sent);
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
    try {
      await next.connect();
      await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      void next.end().catch(() => undefined);
      throw error;
    }
    // Not before: an attempt that fails ends as well, and whoever made it tries again.
    next.once("end", () => {
      if (stopped) return;
      state(false);
      void reconnect();
    });
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
