import type { Actor, Origin } from "../../access/caller.ts";
import type { Database } from "../../ports/database.ts";
import type { Storage } from "../../ports/storage.ts";
import type { Bytes } from "../../records/csv/encoding.ts";
import { detectDialect } from "../../records/csv/dialect.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import type { StoredImport } from "./progress.ts";
import { dataRows } from "./survey.ts";

interface BadLine {
  line: number;
  columns: string;
  reasons: string;
}

const pageSize = 1_000;
const page = `select line, string_agg(coalesce(column_name, ''), '; ' order by position) as columns, string_agg(reason, '; ' order by position) as reasons
  from import_error where organization_id = $1 and import_id = $2 and not warning and line > $3 group by line order by line limit ${pageSize}`;

/** The bad rows as they stand in the file, each behind its line, columns and reasons: to be mended and sent again. */
export async function* badRows(
  tools: { db: Database; storage: Storage },
  actor: Actor,
  origin: Origin,
  stored: StoredImport,
): AsyncGenerator<string[]> {
  const header = stored.plan.columns.map(({ column }) => column);
  yield ["Line", "Column", "Reason", ...header];
  const file = fileRows(tools.storage, stored);
  for await (const { line, columns, reasons } of badLines(tools.db, actor, origin, stored.id)) {
    const cells = await cellsAt(file, line);
    yield [String(line), columns, reasons, ...header.map((_, index) => cells[index] ?? "")];
  }
}

async function* badLines(db: Database, actor: Actor, origin: Origin, id: string): AsyncGenerator<BadLine> {
  let line = -1;
  for (;;) {
    const rows = await inOrganization(db, actor, origin, "read-only", ({ sql, organizationId }) =>
      sql.query<BadLine>(page, [organizationId, id, line]),
    );
    yield* rows;
    if (rows.length < pageSize) return;
    line = rows.at(-1)!.line;
  }
}

/** Both the file and the bad lines run forward, so each is read once. */
async function cellsAt(file: AsyncGenerator<{ line: number; cells: string[] }>, line: number): Promise<string[]> {
  for (;;) {
    const { value, done } = await file.next();
    if (done || value.line > line) return [];
    if (value.line === line) return value.cells;
  }
}

async function* fileRows(
  storage: Storage,
  { storageKey, plan }: StoredImport,
): AsyncGenerator<{ line: number; cells: string[] }> {
  const open = async (): Promise<Bytes> => (storageKey && (await storage.read(storageKey))) || new Blob([]).stream();
  const known = {
    ...(plan.encoding && { encoding: plan.encoding }),
    ...(plan.delimiter && { delimiter: plan.delimiter }),
  };
  yield* dataRows(open, await detectDialect(await open(), known));
}
