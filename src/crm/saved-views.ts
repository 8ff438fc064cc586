import { z } from "zod";
import { demand } from "../access/permissions.ts";
import type { Work } from "../audit/work.ts";
import { newId } from "../identifier.ts";
import { notFound, Problem } from "../problems.ts";
import { operators } from "../records/field.ts";
import { storableText } from "../records/kinds/text.ts";

/** How a list is looked at. */
export const ViewDefinition = z.strictObject({
  filters: z
    .array(z.strictObject({ field: storableText(200), operator: z.enum(operators), value: storableText(2000) }))
    .max(50)
    .optional(),
  sort: storableText(500).optional(),
  search: storableText(200).optional(),
  columns: z.array(storableText(200)).max(200).optional(),
  layout: z.enum(["list", "board"]).optional(),
});
export type ViewDefinition = z.output<typeof ViewDefinition>;

export interface SavedView {
  id: string;
  recordType: string;
  name: string;
  /** Whose it is. */
  userId: string;
  shared: boolean;
  definition: ViewDefinition;
}

export type NewView = Pick<SavedView, "recordType" | "name" | "shared" | "definition">;

const members = `id, record_type as "recordType", name, user_id as "userId", shared, definition`;

/** In the place of a record type: searches of the audit log, which are for whoever may read that and nobody else. */
export const auditLog = "audit_log";
type Of = "records" | typeof auditLog;
const isOf = (of: Of) => `(record_type = '${auditLog}') = ${of === auditLog}`;

/** The caller's own views and those that others share. */
export function listViews(work: Work, recordType: string | undefined): Promise<SavedView[]> {
  const text = `select ${members} from saved_view
    where organization_id = $1 and (user_id = $2 or shared) and case when $3::text is null then ${isOf("records")} else record_type = $3 end
    order by record_type, lower(name), id`;
  return work.sql.query<SavedView>(text, [work.organizationId, work.actor.userId, recordType ?? null], {
    prepare: true,
  });
}

export async function createView(work: Work, view: NewView): Promise<SavedView> {
  if (work.actor.type === "operator") throw new Problem("forbidden", "Views are members', and you are visiting.");
  if (view.shared) requireSharing(work);
  const id = newId();
  const text = `insert into saved_view (organization_id, id, user_id, record_type, name, shared, definition) values ($1, $2, $3, $4, $5, $6, $7) returning ${members}`;
  const values = [id, work.actor.userId, view.recordType, view.name, view.shared, JSON.stringify(view.definition)];
  const [made] = await work.sql.query<SavedView>(text, [work.organizationId, ...values]).catch(nameTaken);
  work.record({
    action: "CREATE",
    resource: "saved_view",
    resourceId: id,
    name: view.name,
    changes: { definition: { from: null, to: view.definition }, shared: { from: null, to: view.shared } },
  });
  return made!;
}

/** The view, locked; only its owner changes it, and of shared ones who may delete for good. */
async function lockView(work: Work, id: string, of: Of): Promise<SavedView> {
  const text = `select ${members} from saved_view where organization_id = $1 and id = $2 and (user_id = $3 or shared) and ${isOf(of)} for update`;
  const [view] = await work.sql.query<SavedView>(text, [work.organizationId, id, work.actor.userId]);
  if (!view) throw notFound("saved view");
  if (view.userId !== work.actor.userId)
    demand(work.actor, "records.purge", "Only its owner or an admin may change a shared view.");
  return view;
}

export async function changeView(
  work: Work,
  id: string,
  change: Partial<Omit<NewView, "recordType">>,
  of: Of = "records",
): Promise<SavedView> {
  const previous = await lockView(work, id, of);
  const next = { ...previous, ...change };
  if (next.shared && !previous.shared) requireSharing(work);
  const changed = (["name", "shared", "definition"] as const).filter(
    (member) => JSON.stringify(next[member]) !== JSON.stringify(previous[member]),
  );
  if (changed.length === 0) return previous;
  const text =
    "update saved_view set name = $3, shared = $4, definition = $5, updated_at = now() where organization_id = $1 and id = $2";
  await work.sql
    .query(text, [work.organizationId, id, next.name, next.shared, JSON.stringify(next.definition)])
    .catch(nameTaken);
  const changes = Object.fromEntries(changed.map((member) => [member, { from: previous[member], to: next[member] }]));
  work.record({ action: "UPDATE", resource: "saved_view", resourceId: id, name: next.name, changes });
  return next;
}

export async function removeView(work: Work, id: string, of: Of = "records"): Promise<void> {
  const view = await lockView(work, id, of);
  await work.sql.query("delete from saved_view where organization_id = $1 and id = $2", [work.organizationId, id]);
  work.record({ action: "DELETE", resource: "saved_view", resourceId: id, name: view.name });
}

/** Everybody keeps views for themselves, viewers too; what others see is a change to the organization. */
function requireSharing(work: Work): void {
  demand(work.actor, "records.write", "Sharing a view needs the role member or a higher one.");
}

function nameTaken(error: unknown): never {
  if ((error as { code?: string }).code !== "23505") throw error;
  throw new Problem("already-exists", "You have a view of this name already.", {
    errors: [{ field: "name", reason: "is taken" }],
  });
}
