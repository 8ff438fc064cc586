import { withClient } from "../src/adapters/client.ts";
import type { Connection } from "../src/adapters/embedded-postgres.ts";

/** One contact bears it, however many there are. */
export const rareName = "Zephyrine Quillfeather";
/** One in fifty bears it. */
export const frequentName = "Johanna";

/**
 * Brings the organization to `count` contacts in one statement, past triggers and row security: what is measured is
 * reading them. Names repeat as they do among people: a few thousand last names, some of them very frequent.
 */
export async function fillContacts(owner: Connection, organizationId: string, count: number): Promise<void> {
  await withClient(owner, async (client) => {
    await client.query("set session_replication_role = replica");
    const { rows } = await client.query<{ count: string }>("select count(*) from contact where organization_id = $1", [
      organizationId,
    ]);
    const present = Number(rows[0]!.count);
    if (present === 0) {
      await client.query(insertAccounts, [organizationId]);
      await client.query(insertOne, [organizationId]);
    }
    if (count > present + 1) await client.query(insertMany, [organizationId, Math.max(present, 1), count - 1]);
    await client.query("analyze contact, account");
  });
}

/** `a0000000-…-000000000042`: ids that a contact's number leads to. */
const accountId = (number: string) => `('a0000000-0000-7000-8000-' || lpad((${number})::text, 12, '0'))::uuid`;
const insertAccounts = `insert into account (organization_id, id, name) select $1, ${accountId("n")}, 'Company ' || n from generate_series(0, 4999) n`;

const [rareFirst, rareLast] = rareName.split(" ");
const insertOne = `insert into contact (organization_id, id, first_name, last_name, email, status, title)
  values ($1, gen_random_uuid(), '${rareFirst}', '${rareLast}', 'zephyrine@example.com', 'active', 'Engineer')`;

/** Ids in the order of time, as the product makes them; hashes of the row's number stand for chance. */
const insertMany = `
  insert into contact (organization_id, id, first_name, last_name, email, title, city, country, mobile_phone, status, account_id, owner_id, created_at, updated_at)
  select $1, (lpad(to_hex(1700000000000 + n), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid,
    case when n % 50 = 7 then '${frequentName}' else (array['Anna','Bram','Carla','David','Elif','Farid','Greta','Hugo','Ines','Jonas','Karim','Lena','Marek','Nadia','Oskar','Petra','Quirin','Rosa','Stefan','Tara','Ulla','Viktor','Wanda','Xenia','Yusuf','Zita'])[1 + abs(hashint8(n)) % 26] end,
    initcap((array['berg','stein','hof','mann','wald','bach','feld','burg','thal','moor'])[1 + abs(hashint8(n + 1)) % 10] || (array['er','ing','sen','ler','ner','man','ski','aux','ova','idis'])[1 + abs(hashint8(n + 2)) % 10]) || case when n % 3 = 0 then '-' || substr(md5((n % 4000)::text), 1, 4) else '' end,
    'person' || n || '@company' || (n % 5000) || '.example', (array['Engineer','Buyer','Director','Analyst'])[1 + n % 4],
    (array['Berlin','Lyon','Leeds','Gent'])[1 + n % 4], (array['DE','FR','GB','BE'])[1 + n % 4], '+49 170 ' || n,
    case when n % 10 = 0 then 'inactive' else 'active' end, ${accountId("n % 5000")}, (select min(user_id::text)::uuid from member where organization_id = $1), now() - make_interval(secs => n % 30000000), now() - make_interval(secs => n % 9000000)
  from generate_series($2::bigint, $3::bigint) n`;
