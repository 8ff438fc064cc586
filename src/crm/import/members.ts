import type { Work } from "../../audit/work.ts";
import { foldText } from "./job.ts";
import type { ImportRow, Named } from "./row.ts";

/** Fills in the members that cells name by name or email address. An owner who is no member is kept as text. */
export async function resolveMembers(
  work: Work,
  rows: readonly ImportRow[],
  missing: "create" | "blank" | "fail",
): Promise<void> {
  const named = rows.flatMap((row) =>
    row.named.filter(({ target }) => target.way === "member").map((name) => ({ row, name })),
  );
  if (named.length === 0) return;
  const members = await loadMembers(work);
  for (const { row, name } of named) {
    const id = members.get(foldText(name.text));
    if (id !== undefined) row.values[name.target.member] = id;
    else keepName(row, name, missing);
  }
}

function keepName(row: ImportRow, { target, column, text }: Named, missing: "create" | "blank" | "fail"): void {
  if (target.name === "owner") {
    row.values.ownerId = null;
    row.values.ownerName ??= text.slice(0, 200);
  } else if (missing === "fail") {
    row.issues.push({ column, reason: `“${text}” is not a member of the organization` });
  } else {
    row.issues.push({ column, reason: `“${text}” is not a member of the organization; left blank`, warning: true });
  }
}

async function loadMembers(work: Work): Promise<Map<string, string>> {
  const text =
    "select user_id as id, name, email from member where organization_id = $1 and removed_at is null order by joined_at desc";
  const members = await work.sql.query<{ id: string; name: string; email: string }>(text, [work.organizationId], {
    prepare: true,
  });
  const byName = members.map(({ id, name }) => [foldText(name), id] as const);
  return new Map([...byName, ...members.map(({ id, email }) => [foldText(email), id] as const)]);
}
