import { CompiledQuery, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import type { DatabaseConnection, Dialect, QueryResult } from "kysely";
import type { Database, Sql } from "../ports/database.ts";
import type { Act } from "./act.ts";

const read = { role: "nextcrm_auth", readOnly: true } as const;
const writes = new Set(["InsertQueryNode", "UpdateQueryNode", "DeleteQueryNode"]);

/**
 * Better Auth's statements inside the act of the request that makes them. What Better Auth calls a transaction is a
 * part of the act: it begins and commits with the whole.
 */
export function authDialect(db: Database, currentAct: () => Act | undefined): Dialect {
  const connection: DatabaseConnection = {
    executeQuery: async <Row>(query: CompiledQuery): Promise<QueryResult<Row>> => {
      const act = currentAct();
      const run = (sql: Sql) => sql.db.executeQuery<Row>(CompiledQuery.raw(query.sql, [...query.parameters]));
      if (!act && writes.has(query.query.kind)) throw new Error("Better Auth writes outside of an act");
      const result =
        act && (act.hasBegun || writes.has(query.query.kind))
          ? await run(await act.sql())
          : await db.transaction(read, run);
      return { ...result, rows: result.rows.map(withMoments) };
    },
    streamQuery: () => {
      throw new Error("Better Auth streams nothing");
    },
  };
  const nothing = async () => undefined;
  return {
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createDriver: () => ({
      init: nothing,
      acquireConnection: async () => connection,
      beginTransaction: nothing,
      commitTransaction: nothing,
      rollbackTransaction: async () => currentAct()?.fail(),
      releaseConnection: nothing,
      destroy: nothing,
    }),
  };
}

/** Better Auth compares moments as Dates; the database port gives them as text. */
function withMoments<Row>(row: Row): Row {
  const moments = Object.entries(row as Record<string, unknown>).flatMap(([name, value]) =>
    name.endsWith("At") && typeof value === "string" ? [[name, new Date(value)] as const] : [],
  );
  return { ...row, ...Object.fromEntries(moments) };
}
