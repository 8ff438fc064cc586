import { useQueryClient } from "@tanstack/react-query";
import { ApiProblem, reasonOf, sentence } from "../../api/problem.ts";
import { useRecordChanges } from "../changes.ts";
import { bodyValue } from "../controls/body-value.ts";
import { bodyOf, type RecordField, type RecordType, type StoredRecord, valueOf } from "../model.ts";
import { recordQuery } from "../queries.ts";
import { askAboutConflict, type MyChange } from "./ask.ts";
import { isSameValue } from "./same-value.ts";

/** `theirs`: somebody else's version was kept. `undecided`: nothing was saved, the editor stays open. */
export type Outcome = "saved" | "theirs" | "undecided";

/** How often somebody else may be faster before we give up. */
const mostTries = 5;

/**
 * Saves changed fields of a record. `base` is the record as it was when editing began. What others changed meanwhile in
 * other fields is kept without asking; where they changed the same field, the person is asked. Rejects with what else
 * went wrong: show `faultOf` beside the field.
 */
export function useSaveFields(type: RecordType) {
  const { update, restore, refresh } = useRecordChanges(type);
  const queryClient = useQueryClient();

  async function now(id: string): Promise<StoredRecord | undefined> {
    try {
      return await queryClient.fetchQuery({ ...recordQuery(type.plural, id), staleTime: 0 });
    } catch (failure) {
      if (failure instanceof ApiProblem && failure.status === 404) return undefined;
      throw failure;
    }
  }

  /** Settles what stands in the way: the record to save over with what is left to save, or how it ended. */
  async function settle(base: StoredRecord, mine: MyChange[]): Promise<[StoredRecord, MyChange[]] | Outcome> {
    const theirs = await now(base.id);
    const gone = !theirs || Boolean(theirs.deletedAt);
    const contested = gone ? mine : mine.filter((change) => isContested(base, theirs, change));
    if (theirs && contested.length === 0) return [theirs, mine];
    const decision = await askAboutConflict({ type, theirs, mine: contested });
    refresh();
    if (decision.choice === "later" || !theirs) return "undecided";
    if (decision.choice === "restore") {
      await restore([base.id]);
      return [(await now(base.id)) ?? theirs, mine];
    }
    const kept = mine.filter(({ field }) =>
      decision.choice === "mine" && contested.some((change) => change.field === field)
        ? decision.fields.has(field.name)
        : !contested.some((change) => change.field === field),
    );
    return kept.length === 0 ? "theirs" : [theirs, kept];
  }

  return async function save(base: StoredRecord, changes: readonly MyChange[]): Promise<Outcome> {
    let over = base;
    let mine = changes
      .map(({ field, value }) => ({ field, value: bodyValue(field, value) }))
      .filter(({ field, value }) => !isSameValue(field, value, valueOf(base, field)));
    for (let tries = 1; mine.length > 0; tries += 1) {
      try {
        await update(over, bodyOfAll(mine));
        return "saved";
      } catch (failure) {
        if (!isOvertaken(failure) || tries >= mostTries) throw failure;
        const settled = await settle(over, mine);
        if (typeof settled === "string") return settled;
        [over, mine] = settled;
      }
    }
    return "saved";
  };
}

/** Saves one field; see `useSaveFields`. */
export function useSaveField(type: RecordType) {
  const save = useSaveFields(type);
  return (base: StoredRecord, field: RecordField, value: unknown): Promise<Outcome> => save(base, [{ field, value }]);
}

/** What to say beside a field that could not be saved. */
export function faultOf(field: RecordField, failure: unknown): string {
  const fault =
    failure instanceof ApiProblem ? (failure.faultOf(field.member) ?? failure.faults[0]?.reason) : undefined;
  return fault ? sentence(fault) : reasonOf(failure);
}

/** They changed it too, and to something else than I did. */
function isContested(base: StoredRecord, theirs: StoredRecord, { field, value }: MyChange): boolean {
  const now = valueOf(theirs, field);
  return !isSameValue(field, now, valueOf(base, field)) && !isSameValue(field, now, value);
}

function isOvertaken(failure: unknown): boolean {
  return failure instanceof ApiProblem && (failure.status === 412 || failure.status === 404);
}

function bodyOfAll(changes: readonly MyChange[]): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const { field, value } of changes) {
    const one = bodyOf(field, value);
    const custom = one["custom"] as object | undefined;
    Object.assign(body, custom ? { custom: { ...(body["custom"] as object | undefined), ...custom } } : one);
  }
  return body;
}
