import type { Work } from "../../audit/work.ts";
import { recordTypes } from "../../crm/record-types.ts";
import type { Sql } from "../../ports/database.ts";
import type { Storage } from "../../ports/storage.ts";

/** Rows by table, `public.account`, in the order in which they go, and files. */
export interface Census {
  tables: Record<string, number>;
  files: number;
  bytes: number;
}

interface TenantTable {
  named: string;
  /** Keeps what is to be kept of an organization. */
  remains: boolean;
}

/** Every table with a column `organization_id`, from the catalogue, those first to which nothing refers. */
export function tenantTables(sql: Sql): Promise<TenantTable[]> {
  return sql.query<TenantTable>("select named, remains from tenant_tables() order by place, named");
}

/** Counts what an organization has, for the operator's role. Each table is a statement of its own. */
export async function countRows(sql: Sql, organizationId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { named, remains } of await tenantTables(sql)) {
    if (remains) continue;
    const [row] = await sql.query<{ rows: number }>("select count_tenant_rows($1, $2) as rows", [
      organizationId,
      named,
    ]);
    counts[named] = row!.rows;
  }
  return counts;
}

export async function countFiles(storage: Storage, organizationId: string): Promise<Pick<Census, "files" | "bytes">> {
  const counted = { files: 0, bytes: 0 };
  for await (const { size } of storage.list(organizationId)) {
    counted.files += 1;
    counted.bytes += size;
  }
  return counted;
}

/** What a deletion removes, as owners are told. */
export interface WhatGoes {
  /** Of each type, by plural, those in the trash included. */
  records: Record<string, number>;
  members: number;
  /** Accounts of people who are in no other organization: they go if that is chosen. */
  accounts: number;
  files: number;
  bytes: number;
  /** In the audit log. */
  events: number;
  /** Rows of everything else. */
  other: number;
}

/** Counted inside the organization, by whoever works there. */
export async function whatGoes({ sql, organizationId }: Work, storage: Storage): Promise<WhatGoes> {
  const counts = new Map<string, number>();
  for (const { named, remains } of await tenantTables(sql)) {
    if (remains) continue;
    const [row] = await sql.query<{ rows: number }>("select count_own_rows($1) as rows", [named]);
    counts.set(named, row!.rows);
  }
  const take = (table: string) => {
    const rows = counts.get(`public.${table}`) ?? 0;
    counts.delete(`public.${table}`);
    return rows;
  };
  const [people] = await sql.query<{ count: number }>("select count_own_people() as count");
  return {
    records: Object.fromEntries(recordTypes.map(({ table, plural }) => [plural, take(table)])),
    members: take("member"),
    accounts: people!.count,
    ...(await countFiles(storage, organizationId)),
    events: take("audit_event"),
    other: [...counts.values()].reduce((sum, rows) => sum + rows, 0),
  };
}
