import type { Context } from "../../api/endpoint.ts";
import type { Services } from "../../api/services.ts";
import { webhookHeaders } from "../../audit/stream-secret.ts";
import { newId } from "../../identifier.ts";
import { OutgoingError } from "../../ports/outgoing.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { sentenceOf } from "./deliver.ts";
import { readStreamRow } from "./stream.ts";

/** Posts a ping to a stream's receiver, paused or not. Changes nothing; that it was sent is an event. */
export async function testStream(id: string, { actor, origin }: Context, services: Services) {
  const { db, outgoing, streamSecrets, clock } = services;
  const row = await inOrganization(db, actor(), origin, "read-only", (work) => readStreamRow(work, id));
  const { organizationId } = actor();
  const body = JSON.stringify({ type: "audit.ping", organizationId, stream: id });
  const secret = streamSecrets.of(id, row.secretVersion);
  const headers = webhookHeaders(`msg_${id}_ping_${newId()}`, clock.now(), body, [secret]);
  const began = performance.now();
  let status: number | null = null;
  let error: string | null = null;
  try {
    ({ status } = await outgoing.post(row.url, headers, body));
    if (status < 200 || status >= 300) error = sentenceOf(status);
  } catch (cause) {
    if (!(cause instanceof OutgoingError)) throw cause;
    error = cause.message;
  }
  const milliseconds = Math.round(performance.now() - began);
  await inOrganization(db, actor(), origin, "audited", async (work) => {
    const about = { action: "VIEW", resource: "audit_stream", resourceId: id, name: row.name } as const;
    if (error === null) work.record({ ...about, details: { test: true } });
    else work.record({ ...about, outcome: "failure", reason: "receiver failed", details: { test: true, error } });
  });
  return { delivered: error === null, status, error, milliseconds };
}
