import { internalOrigin, systemActor } from "../access/caller.ts";
import type { Work } from "../audit/work.ts";
import type { Database } from "../ports/database.ts";
import { inOrganization } from "../tenancy/in-organization.ts";
import { changeRecords } from "./change-records.ts";
import { invoice } from "./invoice.ts";
import { localDay } from "./local-day.ts";

/** Nothing changes any more in one that waits for its deletion. */
const living = `select id from organization o where status = 'active'
  and not exists (select from organization_deletion d where d.organization_id = o.id)`;

/** Marks what was due before today in each organization's own time zone. Answers how many invoices; for a job. */
export async function markOverdueInvoices(db: Database): Promise<number> {
  const scope = { role: "nextcrm_operator", readOnly: true } as const;
  const organizations = await db.transaction(scope, (sql) => sql.query<{ id: string }>(living));
  let marked = 0;
  for (const { id } of organizations) {
    const enter = <T>(kind: "audited" | "read-only", body: (work: Work) => Promise<T>) =>
      inOrganization(db, systemActor(id), internalOrigin("job overdue-invoices"), kind, body);
    const due = await enter("read-only", overdue);
    if (due.length > 0)
      marked += await enter("audited", (work) => changeRecords(work, invoice, due, { status: "overdue" }));
  }
  return marked;
}

async function overdue(work: Work): Promise<string[]> {
  const text = `select id from invoice where organization_id = $1 and status in ('issued', 'sent') and deleted_at is null and due_date < $2 order by id`;
  return (await work.sql.query<{ id: string }>(text, [work.organizationId, await localDay(work)])).map(({ id }) => id);
}
