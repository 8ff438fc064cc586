import { fork } from "node:child_process";
import { join } from "node:path";
import { contact } from "../src/crm/contact.ts";
import { pageSql } from "../src/records/list.ts";
import { readListQuery } from "../src/records/list-query.ts";
import { trashConditions } from "../src/records/store.ts";
import { end } from "./product.ts";
import type { Product } from "./product.ts";

/** The statement that the product sends for a list without filters, to be sent without the product. */
function listStatement(organizationId: string, query: string) {
  const listed = readListQuery(contact, [], new URLSearchParams(query));
  const base = `organization_id = $1${trashConditions.exclude}`;
  return { text: pageSql(contact, listed, base, []), values: [organizationId] };
}

/** The bare server beside the product, on the same database. */
export async function startBare(
  { owner, organizationId }: Product,
  query: string,
): Promise<{ url: string; stop(): Promise<void> }> {
  const update =
    "update contact set title = $3, version = version + 1, updated_at = now() where organization_id = $1 and id = $2 returning *";
  const task = { connection: owner, organizationId, list: listStatement(organizationId, query), update };
  const child = fork(join(import.meta.dirname, "bare-server.ts"), {
    env: { ...process.env, BARE_TASK: JSON.stringify(task) },
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once("message", (message) => resolve((message as { port: number }).port));
    child.once("exit", (code) => reject(new Error(`The bare server ended with ${code}`)));
  });
  return { url: `http://127.0.0.1:${port}`, stop: () => end(child) };
}
