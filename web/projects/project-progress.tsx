import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Kanban } from "lucide-react";
import { buttonClass } from "../components/button.tsx";
import { Progress } from "../components/progress.tsx";
import { Skeleton } from "../components/states.tsx";
import type { RecordType, StoredRecord } from "../records/model.ts";
import { taskBoardQuery } from "./board-query.ts";

/** How far a project is, and the way to its board. */
export function ProjectProgress({ record }: { type: RecordType; record: StoredRecord }) {
  const board = useQuery(taskBoardQuery(record.id));
  if (board.isError) return null;
  const total = (board.data ?? []).reduce((sum, { count }) => sum + count, 0);
  const tasks = (board.data ?? []).flatMap((section) => section.tasks);
  const done = tasks.filter((task) => task["status"] === "completed").length;
  // A section that is longer than the board shows does not tell how many of it are done.
  const known = tasks.length === total;
  return (
    <section aria-label="Progress" className="mb-6 flex items-center gap-4 rounded-lg border border-line px-3 py-2.5">
      <div className="min-w-0 flex-1 text-sm">
        {board.isPending ? (
          <Skeleton className="w-32" />
        ) : total === 0 ? (
          <p className="text-ink-muted">No tasks yet. Plan the work on the board.</p>
        ) : (
          <>
            <p className="text-ink-muted tabular-nums">{known ? `${done} of ${total} tasks done` : `${total} tasks`}</p>
            {known && <Progress label="Tasks done" part={done / total} />}
          </>
        )}
      </div>
      <Link
        to="/projects/$id/board"
        params={{ id: record.id }}
        search={{}}
        className={buttonClass({ look: "secondary" })}
      >
        <Kanban aria-hidden />
        Board
      </Link>
    </section>
  );
}
