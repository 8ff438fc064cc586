import { withClient } from "../src/adapters/client.ts";
import type { Connection } from "../src/adapters/embedded-postgres.ts";

/** What stands in the events that `fillLog` makes, to be looked for. */
export const inLog = {
  /** Made two in five events from the office. */
  busyUser: "a0000000-0000-7000-8000-000000000001",
  /** Made one event in five thousand. */
  quietUser: "a0000000-0000-7000-8000-000000000099",
  office: "203.0.113.7",
  /** A network of addresses that one event in ten thousand came from. */
  travelling: "198.51.100.0/24",
  /** What forty events are about, however many there are. */
  record: "c0000000-0000-7000-8000-000000099999",
  /** One name of 676 that contacts have, one event in four thousand bears. */
  commonName: "Petra Steinmann",
  frequentWord: "Petra",
  /** In one event of ten thousand. */
  rareName: "Zephyrine Quillfeather",
} as const;

const chunk = 250_000;

/**
 * Brings an organization's log to so many events over a year, oldest first, past the product: events, values, places,
 * as it would have written them, without tiles and signatures, which nobody looks for here.
 */
export async function fillLog(owner: Connection, organizationId: string, size: number): Promise<void> {
  await withClient(owner, async (client) => {
    await client.query("set session_replication_role = replica; set synchronous_commit = off; set work_mem = '256MB'");
    for (let from = 0; from < size; from += chunk) {
      await client.query("begin");
      await client.query(makeEvents, [organizationId, from, Math.min(from + chunk, size) - 1, size]);
      await client.query(intoLog);
      await client.query("commit");
    }
    await client.query(
      "insert into audit_checkpoint (organization_id, size, root, note, sealed_at) values ($1, $2, sha256(''), 'made by a benchmark', now())",
      [organizationId, size],
    );
  });
}

/** So many organizations with a few events each, spread over the same year. */
export async function fillNeighbours(owner: Connection, count: number): Promise<void> {
  await withClient(owner, async (client) => {
    await client.query("set session_replication_role = replica; set synchronous_commit = off");
    await client.query("begin");
    await client.query(makeEvents, [null, 0, count * 5 - 1, count * 5]);
    await client.query(intoLog);
    await client.query("commit");
  });
}

/** What was filled is sealed; and the planner knows what there is. */
export async function finishLog(owner: Connection): Promise<void> {
  await withClient(owner, async (client) => {
    await client.query("update audit_sequencer set snapshot = pg_current_snapshot()");
    await client.query(
      "vacuum analyze audit_event, audit_disclosure, audit_leaf, audit_block, audit_volume, audit_count, audit_actor_count",
    );
  });
}

/** A number from 0 that looks like chance and is the same the next time. */
const chance = (salt: string, below: number) => `(abs(hashtextextended('${salt}', n)) % ${below})`;
const id = (letter: string, number: string) =>
  `('${letter}0000000-0000-7000-8000-' || lpad((${number})::text, 12, '0'))`;
const pick = (salt: string, values: readonly string[]) =>
  `(array[${values.map((value) => `'${value}'`).join(",")}])[1 + ${chance(salt, values.length)}]`;
const first =
  "Anna Bram Carla David Elif Farid Greta Hugo Ines Jonas Karim Lena Marek Nadia Oskar Petra Quirin Rosa Stefan Tara Ulla Viktor Wanda Xenia Yusuf Zita";
const last =
  "Steinmann Bergmann Waldner Bachler Feldhof Burgstaller Thalman Moorhead Kowalski Novak Duboisaux Petrova Lindqvist Okonkwo Haddad Moreau Silva Rossi Jansen Peeters Kaya Nguyen Cohen Murphy Ivanov Sato";
const nameOf = (number: string) =>
  `(string_to_array('${first}', ' '))[1 + (${number}) % 26] || ' ' || (string_to_array('${last}', ' '))[1 + (${number}) / 26 % 26]`;

/** PostgreSQL puts spaces between the parts of JSON, and the product none. */
const asWritten = "replace(replace(replace(";
/** One row an event, into a table of this transaction. Parameters: organization (null: five events each), first, last, all. */
const makeEvents = `
  create temp table made on commit drop as
  with chosen as (
    select n, coalesce($1::uuid, ${id("b", "n / 5")}::uuid) as organization_id, n - case when $1::uuid is null then n / 5 * 5 else 0 end as sequence,
      to_timestamp(1735689600 + n * 31536000.0 / $4::bigint)::timestamptz(3) as at,
      case when n % 10000 = 4242 then 'PAYMENT' when ${chance("action", 1000)} < 550 then 'VIEW' when ${chance("action", 1000)} < 800 then 'UPDATE'
        when ${chance("action", 1000)} < 900 then 'CREATE' when ${chance("action", 1000)} < 925 then 'DELETE' when ${chance("action", 1000)} < 985 then 'LOGIN'
        when ${chance("action", 1000)} < 992 then 'DENIED' else 'EXPORT' end as action,
      case when n % 5000 = 77 then 99 when ${chance("user", 5)} < 2 then 1 else ${chance("who", 50)} end as person,
      case when n % greatest($4::bigint / 40, 1) = 3 then 99999 else ${chance("record", 20_000)} end as record,
      case when n % 10000 = 999 then ('198.51.100.' || n % 250)::inet when ${chance("user", 5)} < 2 then '203.0.113.7'::inet else ('10.' || ${chance("net", 40)} || '.' || ${chance("host", 250)} || '.9')::inet end as ip
    from generate_series($2::bigint, $3::bigint) n
  ), told as (
    select *, (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid as id,
      case action when 'LOGIN' then 'session' when 'PAYMENT' then 'invoice' when 'EXPORT' then 'audit_log' else ${pick("kind", ["contact", "contact", "contact", "account", "opportunity", "task", "activity", "document"])} end as resource,
      case when action in ('LOGIN', 'EXPORT') or action = 'VIEW' and ${chance("list", 2)} = 0 then null else ${id("c", "record")} end as resource_id,
      case when action = 'DENIED' then 'denied' when action = 'LOGIN' and ${chance("failed", 20)} = 0 then 'failure' else 'success' end as outcome,
      case when n % 10000 = 5555 then 'Zephyrine Quillfeather' else ${nameOf("record")} end as name,
      ${id("a", "person")} as actor_id
    from chosen
  ), values_told as (
    select *,
      jsonb_build_array(substr(encode(sha256(('a' || n)::bytea), 'base64'), 1, 22), 'actor', jsonb_build_object('name', 'Person ' || person, 'email', 'person' || person || '@company.example', 'ip', host(ip),
        'userAgent', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'))::text as actor,
      case when action in ('CREATE', 'UPDATE', 'DELETE', 'PAYMENT') then ${asWritten}jsonb_build_array(substr(encode(sha256(('r' || n)::bytea), 'base64'), 1, 22), 'record', jsonb_build_object('name', name, 'changes',
        case action when 'UPDATE' then jsonb_build_object('title', jsonb_build_object('from', ${pick("from", ["Engineer", "Buyer", "Director", "Analyst"])}, 'to', ${pick("to", ["Chief engineer", "Head of purchasing", "Managing director", "Assistant"])} || ' ' || ${chance("nth", 1000)}))
          when 'CREATE' then jsonb_build_object('displayName', jsonb_build_object('from', null, 'to', name), 'email', jsonb_build_object('from', null, 'to', 'person' || record || '@firm' || record % 997 || '.example'),
            'city', jsonb_build_object('from', null, 'to', ${pick("city", ["Berlin", "Lyon", "Leeds", "Gent", "Porto", "Graz"])}), 'accountId', jsonb_build_object('from', null, 'to', ${id("d", "record % 3000")}),
            'phone', jsonb_build_object('from', null, 'to', '+49 170 ' || record * 37))
          else '{}'::jsonb end))::text, '": ', '":'), '", "', '","'), '", {', '",{') end as record_value
    from told
  )
  select *, ('{"action":"' || action || '","actor":{"id":"' || actor_id || '","method":"session","role":"member","sessionId":"' || ${id("e", "person")} || '","type":"user"},"class":"'
    || case action when 'VIEW' then 'data_access' when 'LOGIN' then 'authentication' else 'management' end || '","context":{"ipSource":"socket","method":"PATCH","requestId":"' || ${id("f", "n")} || '","route":"PATCH /api/' || resource || 's/{id}"},"digests":["'
    || substr(encode(sha256(actor::bytea), 'base64'), 1, 43) || '"' || coalesce(',"' || substr(encode(sha256(record_value::bytea), 'base64'), 1, 43) || '"', '') || '],"id":"' || id || '","occurredAt":"'
    || to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '","organizationId":"' || organization_id || '","outcome":"' || outcome || '","recordedAt":"' || to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    || '","resource":"' || resource || '"' || coalesce(',"resourceId":"' || resource_id || '"', '') || ',"schemaVersion":1,"targets":[]}') as leaf
  from values_told`;

const intoLog = `
  insert into audit_event (organization_id, id, action, resource, resource_id, outcome, actor_id, occurred_at, leaf)
    select organization_id, id, action, resource, resource_id, outcome, actor_id::uuid, at, leaf from made order by organization_id, id;
  insert into audit_disclosure (organization_id, event_id, name, subject_type, subject_id, disclosure, ip)
    select * from (
      select organization_id, id, 'actor', 'user', actor_id, actor, ip from made
      union all select organization_id, id, 'record', resource, resource_id, record_value, null from made where record_value is not null
    ) values_of order by 1, 2, 3;
  insert into audit_leaf (organization_id, sequence, event_id, hash)
    select organization_id, sequence, id, sha256(leaf::bytea) from made order by organization_id, sequence`;
