import { expect, test } from "vitest";
import { emptyTrash } from "./empty-trash.ts";

const problem = (type: string) => ({ type: `/problems/${type}`, title: "No", status: 409, detail: `It is ${type}.` });

/** A trash of numbered records, of which some cannot go; `why` says so of one while those with these ids are there. */
function trashOf(count: number, why: (id: number, there: ReadonlySet<number>) => string | null, size = 200) {
  const there = new Set(Array.from({ length: count }, (_, id) => id));
  const asked: number[] = [];
  const steps = {
    page: async (cursor: string | undefined) => {
      const from = Number(cursor ?? -1);
      const ids = [...there].filter((id) => id > from).slice(0, size);
      const isLast = !ids.length || ![...there].some((id) => id > ids.at(-1)!);
      return { ids: ids.map(String), nextCursor: isLast ? null : String(ids.at(-1)) };
    },
    purge: async (ids: string[]) => {
      asked.push(...ids.map(Number));
      const problems = [];
      for (const id of ids.map(Number)) {
        const reason = why(id, there);
        if (reason === null) there.delete(id);
        else problems.push(problem(reason));
      }
      return { changed: ids.length - problems.length, problems };
    },
    progressed: () => undefined,
  };
  return { there, asked, steps };
}

test("a whole batch that is held keeps nothing behind it, and is asked for once", async () => {
  const { there, asked, steps } = trashOf(450, (id) => (id < 200 ? "held" : null));
  expect(await emptyTrash(steps)).toEqual({ deleted: 250, left: 200, refusal: problem("held") });
  expect(there.size).toBe(200);
  expect(asked).toHaveLength(450);
});

test("what only another record of the trash keeps goes after it", async () => {
  const { there, steps } = trashOf(300, (id, all) => (id === 0 && all.has(299) ? "still-referenced" : null));
  expect(await emptyTrash(steps)).toEqual({ deleted: 300, left: 0, refusal: undefined });
  expect(there.size).toBe(0);
});

test("what cannot go ends it, and so does an empty trash", async () => {
  const stuck = trashOf(2, () => "still-referenced");
  expect(await emptyTrash(stuck.steps)).toMatchObject({ deleted: 0, left: 2 });
  expect(await emptyTrash(trashOf(0, () => null).steps)).toEqual({ deleted: 0, left: 0, refusal: undefined });
});
