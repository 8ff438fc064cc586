import { useState } from "react";
import { call } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";
import { toast } from "../components/toast.tsx";
import { useRecordChanges } from "../records/changes.ts";
import { formatDecimal } from "../records/format.ts";
import type { RecordType } from "../records/model.ts";

/** What one request deletes; a larger one would hold its locks for long. */
const batch = 200;

/** Deletes everything of a type in the trash for good; `gone` counts on the way. */
export function useEmptyTrash(type: RecordType) {
  const { refresh } = useRecordChanges(type);
  const [gone, setGone] = useState<number>();

  async function empty() {
    let deleted = 0;
    try {
      for (;;) {
        const { changed, refusal } = await purgeSome(type.plural);
        deleted += changed;
        setGone(deleted);
        if (refusal) throw refusal;
        if (changed === 0) break;
      }
      toast.done({ title: `${formatDecimal(deleted)} deleted for good` });
    } finally {
      setGone(undefined);
      refresh();
    }
  }
  return { empty, gone };
}

/** Deletes a batch; a refusal is answered only when nothing of it could be deleted. */
async function purgeSome(plural: string): Promise<{ changed: number; refusal?: ApiProblem }> {
  const query = { trash: "only", limit: batch } as const;
  const { data } = await call("GET /api/{plural}", { params: { plural }, query });
  if (data.length === 0) return { changed: 0 };
  const body = { ids: data.map(({ id }) => id), action: "purge" as const };
  const { changed, results } = await call("POST /api/{plural}/bulk", { params: { plural }, body });
  const problem = results.find((result) => result.problem)?.problem;
  return changed === 0 && problem ? { changed, refusal: new ApiProblem(problem.status, problem) } : { changed };
}
