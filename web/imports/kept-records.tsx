import { Link } from "@tanstack/react-router";
import type { ImportRun } from "../api/contract.ts";
import { sentence } from "../api/problem.ts";
import { useRecordTypes } from "../records/queries.ts";

/** What an undo left as it is, and why. */
export function KeptRecords({ run }: { run: ImportRun }) {
  const types = useRecordTypes();
  if (run.kept.length === 0) return null;
  return (
    <section>
      <h3 className="mb-2 text-sm font-semibold">What stays</h3>
      <ul className="max-h-60 divide-y divide-line overflow-y-auto rounded-xl border border-line text-sm">
        {run.kept.map(({ type: name, id, reason }) => {
          const type = types.find((candidate) => candidate.name === name);
          return (
            <li key={id} className="flex flex-wrap gap-x-3 px-3 py-2">
              {type && (
                <Link
                  to="/$plural/$id"
                  params={{ plural: type.plural, id }}
                  search={{}}
                  className="rounded font-medium text-accent-text hover:underline"
                >
                  Open the {type.label.toLowerCase()}
                </Link>
              )}
              <span className="text-ink-muted">{sentence(`it ${reason}`)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
