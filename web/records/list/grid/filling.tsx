import { Skeleton } from "../../../components/states.tsx";

/** Stands for rows that are out of sight, so that the scroll bar tells the truth. */
export function Spacer({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height, padding: 0 }} />
    </tr>
  );
}

export function LoadingRows({ columns, rows }: { columns: number; rows: number }) {
  return Array.from({ length: rows }, (_, row) => (
    <tr key={row} className="h-9.5" aria-hidden>
      {Array.from({ length: columns }, (__, column) => (
        <td key={column} className="border-b border-line px-3">
          <Skeleton className={(row + column) % 3 ? "w-24" : "w-16"} />
        </td>
      ))}
    </tr>
  ));
}
