import { z } from "zod";
import type { Origin } from "../../access/caller.ts";
import { roleHas, roles } from "../../access/permissions.ts";
import { openEndpoint, unaudited } from "../../api/endpoint.ts";
import { sendFile } from "../../api/send-file.ts";
import { appendEvents, strangersEvent } from "../../audit/append.ts";
import type { Database } from "../../ports/database.ts";
import { notFound } from "../../problems.ts";
import { exportFormats } from "../audit-export.ts";
import type { ExportFormat } from "../audit-export.ts";
import { exportedFile } from "./endpoints.ts";
import { linkDigest } from "./link.ts";

const shared = { resource: "audit_export", may: "anyone", limit: "export-link" } as const;
/** Any text: what is no token opens nothing, and is told so in the same words. */
const params = z.object({ token: z.string() });
const LinkedExport = z.object({
  organizationName: z.string(),
  format: z.enum(exportFormats),
  events: z.int(),
  size: z.int().describe("Bytes"),
  sha256: z.string().describe("Of the file, hexadecimal"),
  checkpoint: z.string().nullable().describe("The signed note to which the file's proofs lead"),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});

export const exportLinkEndpoints = [
  openEndpoint({
    ...shared,
    route: "GET /api/audit-exports/{token}",
    summary: "What a link to an export opens, for whoever holds it",
    audit: unaudited("tells what the file is and nothing of it; its download is the event"),
    input: { params },
    output: { status: 200, body: LinkedExport },
    handle: async ({ params: { token } }, _, { db }) => {
      const { id: __, organizationId: ___, storageKey: ____, ...shown } = await openLink(db, token);
      return shown;
    },
  }),
  openEndpoint({
    ...shared,
    route: "GET /api/audit-exports/{token}/file",
    summary: "The file that a link opens, or a range of it",
    audit: "EXPORT",
    input: { params },
    output: { status: 200, media: ["application/octet-stream"] },
    handle: async ({ params: { token }, ...request }, { origin }, { db, storage, clock }) => {
      const found = await openLink(db, token);
      const reply = await sendFile(exportedFile(found), request, storage);
      const sent = request.request.method === "HEAD" || reply.status === 304 ? null : reply.headers["Content-Range"];
      if (sent !== null) await countDownload(db, found, origin, sent, clock.now());
      return reply;
    },
  }),
];

interface Linked {
  id: string;
  organizationId: string;
  organizationName: string;
  format: ExportFormat;
  events: number;
  size: number;
  sha256: string;
  checkpoint: string | null;
  storageKey: string;
  createdAt: string;
  expiresAt: string;
}

const select = `select x.id, x.organization_id as "organizationId", o.name as "organizationName", x.format, x.events, x.size, x.sha256,
    x.checkpoint, x.storage_key as "storageKey", x.created_at as "createdAt", x.expires_at as "expiresAt"
  from audit_export x join organization o on o.id = x.organization_id
  where x.link_sha256 = $1 and x.status = 'completed' and x.expires_at > now() and o.status = 'active'
    and (x.link_created_by is null or exists (select from member m where m.organization_id = x.organization_id
      and m.user_id = x.link_created_by and m.removed_at is null and m.role = any($2::text[])))`;

const readers = roles.filter((role) => roleHas(role, "audit.read"));

/** What a token opens. Throws one 404 for all that open nothing: never made, replaced, revoked, expired, or of somebody who may not read the log any more. */
async function openLink(db: Database, token: string): Promise<Linked> {
  const [found] = await db.transaction({ role: "nextcrm_operator", readOnly: true }, (sql) =>
    sql.query<Linked>(select, [linkDigest(token), readers]),
  );
  if (!found) throw notFound("export");
  return found;
}

/** Counts a download, or a part of one, and says so in the organization's log before the first byte leaves. */
async function countDownload(
  db: Database,
  { organizationId, id }: Linked,
  origin: Origin,
  range: string | undefined,
  at: Date,
): Promise<void> {
  const details = { export: id, link: true, ...(range !== undefined && { range }) };
  const entry = { action: "EXPORT", resource: "audit_export", resourceId: id, details } as const;
  await db.transaction({ role: "nextcrm_app", organizationId, readOnly: false }, async (sql) => {
    const text = "update audit_export set link_downloads = link_downloads + 1 where organization_id = $1 and id = $2";
    await sql.query(text, [organizationId, id]);
    await appendEvents(sql, [strangersEvent(organizationId, origin, entry, at)]);
  });
}
