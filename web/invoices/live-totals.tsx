import { bodyValue } from "../records/controls/body-value.ts";
import type { RecordField } from "../records/model.ts";
import { totalsOf } from "./line-totals.ts";
import { TotalsList } from "./totals-list.tsx";

type Row = Record<string, unknown>;

/** What the lines come to while they are being written; the server says what counts. */
export function LiveTotals({ field, rows, currency }: { field: RecordField; rows: Row[]; currency: string | null }) {
  const lines = (bodyValue(field, rows) ?? []) as Row[];
  return <TotalsList totals={totalsOf(lines)} currency={currency} />;
}
