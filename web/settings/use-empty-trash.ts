import { useState } from "react";
import { call } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";
import { toast } from "../components/toast.tsx";
import { useRecordChanges } from "../records/changes.ts";
import { formatDecimal } from "../records/format.ts";
import type { RecordType } from "../records/model.ts";
import { emptyTrash } from "./empty-trash.ts";

/** What one request deletes; a larger one would hold its locks for long. */
const batch = 200;

/** Deletes everything of a type in the trash for good, past what has to stay; `gone` counts on the way. */
export function useEmptyTrash(type: RecordType) {
  const { plural } = type;
  const { refresh } = useRecordChanges(type);
  const [gone, setGone] = useState<number>();

  async function empty() {
    try {
      const { deleted, left, refusal } = await emptyTrash({
        page: async (cursor) => {
          const query = { trash: "only", limit: batch, sort: "-deletedAt", cursor } as const;
          const { data, nextCursor } = await call("GET /api/{plural}", { params: { plural }, query });
          return { ids: data.map(({ id }) => id), nextCursor: nextCursor ?? null };
        },
        purge: async (ids) => {
          const body = { ids, action: "purge" as const };
          const { changed, results } = await call("POST /api/{plural}/bulk", { params: { plural }, body });
          return { changed, problems: results.flatMap(({ problem }) => (problem ? [problem] : [])) };
        },
        progressed: setGone,
      });
      if (refusal && deleted === 0) throw new ApiProblem(refusal.status, { ...refusal });
      const kept = refusal && `${formatDecimal(left)} ${left === 1 ? "stays" : "stay"}. ${refusal.detail}`;
      toast.done({ title: `${formatDecimal(deleted)} deleted for good`, ...(kept && { description: kept }) });
    } finally {
      setGone(undefined);
      refresh();
    }
  }
  return { empty, gone };
}
