import type { ImportPreview } from "../api/contract.ts";

/** The first rows as they stand in the file. */
export function FirstRows({ read }: { read: ImportPreview }) {
  const count = Math.min(read.rows, Math.max(0, ...read.columns.map(({ samples }) => samples.length)));
  if (count === 0) return null;
  return (
    <section>
      <h3 className="mb-2 text-sm font-semibold">{count === 1 ? "The first row" : `The first ${count} rows`}</h3>
      <div
        className="overflow-x-auto rounded-xl border border-line"
        tabIndex={0}
        role="region"
        aria-label="The first rows of the file"
      >
        <table className="min-w-full text-xs">
          <thead className="bg-canvas text-left text-ink-muted">
            <tr>
              {read.columns.map(({ column }, at) => (
                <th key={at} scope="col" className="px-3 py-2 font-medium whitespace-nowrap">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {Array.from({ length: count }, (_, row) => (
              <tr key={row}>
                {read.columns.map(({ samples }, at) => (
                  <td key={at} className="max-w-56 truncate px-3 py-1.5 whitespace-nowrap">
                    {samples[row]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
