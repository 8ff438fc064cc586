import type { Kysely } from "kysely";
import type { DB } from "../adapters/schema.generated.ts";

/** A role that PostgreSQL enforces; the serving login has no grants of its own. */
export type DatabaseRole = "nextcrm_app" | "nextcrm_operator" | "nextcrm_auth";

export interface TransactionScope {
  role: DatabaseRole;
  /** Whose rows exist in this transaction; none for work above organizations. */
  organizationId?: string;
  readOnly: boolean;
  /** One snapshot for all statements, for reads that span several. */
  repeatableRead?: boolean;
  /** What `pg_export_snapshot` gave another transaction that is still open: this one sees what that one does. */
  snapshot?: string;
}

export interface QueryOptions {
  /** Plan once per connection and reuse; only for texts of which there are few. */
  prepare?: boolean;
}

/** SQL inside one transaction. Statements may be sent without awaiting the one before. */
export interface Sql {
  /** Typed queries. */
  db: Kysely<DB>;
  /** Rows of a parameterised statement. */
  query<Row>(text: string, parameters?: readonly unknown[], options?: QueryOptions): Promise<Row[]>;
  /** The same rows as lists of values in the order of the select list, for whoever makes objects of their own. */
  values(text: string, parameters?: readonly unknown[], options?: QueryOptions): Promise<unknown[][]>;
}

export interface Database {
  /**
   * Commits when `body` resolves, rolls back when it rejects. What `closing` does is sent together with the commit and
   * belongs to it. A read-only commit is not waited for.
   */
  transaction<T>(
    scope: TransactionScope,
    body: (sql: Sql) => Promise<T>,
    closing?: (sql: Sql) => Promise<void>,
  ): Promise<T>;
  /** Calls `heard` for each notification until `stop`; `lost` when the connection broke and again on return. */
  listen(
    channel: string,
    heard: (payload: string) => void,
    state: (connected: boolean) => void,
  ): Promise<{ stop(): Promise<void> }>;
  /** Connections now: `waiting` are callers for whom there is none, `most` is what there may be. */
  connections(): { open: number; idle: number; waiting: number; most: number };
  close(): Promise<void>;
}
