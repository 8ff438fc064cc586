import { z } from "zod";
import { commandLineActor, commandLineOrigin } from "./access/command-line.ts";
import { operatorLog } from "./audit/append.ts";
import { idsOf, withLogs } from "./installed-logs.ts";
import { logFilter } from "./observability/log-filter.ts";
import { listArchives } from "./observability/retention/archives.ts";
import { searchLog } from "./observability/retention/search.ts";
import { listOriginLogs } from "./privacy/import/origins.ts";
import { UsageError } from "./refusal.ts";
import { inOrganization } from "./tenancy/in-organization.ts";

/** `nextcrm audit archives` */
export async function auditArchives({ organization, json }: { organization?: string; json?: boolean }): Promise<void> {
  await withLogs(async ({ db, names }) => {
    const ids = organization === undefined ? [...names.keys()] : idsOf(names, organization);
    let listed = 0;
    for (const id of ids.filter((one) => one !== operatorLog)) {
      const [archives, origins] = await inOrganization(
        db,
        commandLineActor(id),
        commandLineOrigin("audit archives"),
        "audited",
        (work) => {
          work.record({ action: "VIEW", resource: "audit_archive" });
          return Promise.all([listArchives(work.sql, id, Number.MAX_SAFE_INTEGER), listOriginLogs(work.sql, id)]);
        },
      );
      for (const { places: _, ...archive } of archives.toReversed()) {
        const { from, to, events, size, sha256, storageKey } = archive;
        listed += 1;
        console.log(
          json
            ? JSON.stringify({ organizationId: id, ...archive })
            : `${names.get(id) ?? id}: ${events} events from ${from} to ${to}, ${size} bytes, SHA-256 ${sha256}, ${storageKey}`,
        );
      }
      for (const { checkpoint: _, ...origin } of origins) {
        const { exportId, path, snapshotAt, size, sha256, storageKey } = origin;
        listed += 1;
        console.log(
          json
            ? JSON.stringify({ organizationId: id, ...origin })
            : `${names.get(id) ?? id}: ${path} of the export ${exportId} as of ${snapshotAt}, ${size} bytes, SHA-256 ${sha256}, ${storageKey}`,
        );
      }
    }
    if (listed === 0 && !json) console.log("Nothing has been archived yet.");
  });
}

interface SearchOptions {
  organization?: string;
  text?: string;
  user?: string;
  action?: string;
  resource?: string;
  "resource-id"?: string;
  from?: string;
  to?: string;
}

const { action, resource, resourceId, userId, startDate, endDate, search } = logFilter;
const Filter = z.object({ action, resource, resourceId, userId, startDate, endDate, search });
const optionOf: Record<string, string> = {
  search: "text",
  userId: "user",
  resourceId: "resource-id",
  startDate: "from",
  endDate: "to",
};

/** `nextcrm audit search`: one JSON object a line. */
export async function auditSearch({ organization, ...options }: SearchOptions): Promise<void> {
  if (organization === undefined) throw new UsageError("Say whose log with --organization, by id or name.");
  const filter = filterOf(options);
  await withLogs(async ({ db, storage, names }) => {
    for (const id of idsOf(names, organization)) {
      if (!names.has(id) || id === operatorLog) throw new UsageError(`There is no organization ${id}.`);
      for await (const event of searchLog({ db, storage }, id, filter)) console.log(JSON.stringify(event));
    }
  });
}

function filterOf({ text, user, from, to, "resource-id": about, ...rest }: Omit<SearchOptions, "organization">) {
  const given = { ...rest, search: text, userId: user, resourceId: about, startDate: from, endDate: to };
  const parsed = Filter.safeParse(given);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const name = String(path[0]);
  throw new UsageError(`--${optionOf[name] ?? name}: ${message}`);
}
