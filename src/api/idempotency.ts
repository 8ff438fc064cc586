import { createHash } from "node:crypto";
import type { Work } from "../audit/work.ts";
import { invalidField, Problem } from "../problems.ts";
import { Reply } from "./reply.ts";

const shape = /^[\x21-\x7e]{1,200}$/;

export function readIdempotencyKey(headers: Headers): string | null {
  const key = headers.get("idempotency-key");
  if (key !== null && !shape.test(key))
    throw invalidField("Idempotency-Key", "must be 1 to 200 visible ASCII characters");
  return key;
}

const claim = `insert into idempotent_request (organization_id, caller, key, route, request_sha256) values ($1, $2, $3, $4, $5)
  on conflict (organization_id, caller, key) do update set route = excluded.route, request_sha256 = excluded.request_sha256,
    status = null, body = null, created_at = now() where idempotent_request.created_at < now() - interval '24 hours'
  returning 1`;
const earlier = `select route, request_sha256 as sha256, status, body from idempotent_request where organization_id = $1 and caller = $2 and key = $3`;
const keep = `update idempotent_request set status = $4, body = $5 where organization_id = $1 and caller = $2 and key = $3`;

/**
 * Answers a repeated request with the first one's answer; `asked` is what must agree for it to be the same request. A
 * second request that arrives while the first still runs waits for it, because both claim the same row.
 */
export async function once(
  work: Work,
  key: string,
  route: string,
  asked: unknown,
  run: () => Promise<Reply>,
): Promise<Reply> {
  const caller = work.actor.keyId ?? work.actor.userId ?? "system";
  const scope = [work.organizationId, caller, key];
  const sha256 = createHash("sha256").update(JSON.stringify(asked)).digest("hex");
  const claimed = await work.sql.query(claim, [...scope, route, sha256], { prepare: true });
  if (claimed.length === 0) {
    const [first] = await work.sql.query<{ route: string; sha256: string; status: number; body: unknown }>(
      earlier,
      scope,
    );
    if (first?.route !== route || first.sha256 !== sha256)
      throw new Problem("idempotency-key-reused", "The key belongs to a request with another address or body.");
    return Reply.json(first.body, { status: first.status, headers: { "Idempotency-Replayed": "true" } });
  }
  const reply = await run();
  await work.sql.query(keep, [...scope, reply.status, JSON.stringify(reply.kept ?? null)], { prepare: true });
  return reply;
}
