import type { ImportRun } from "../api/contract.ts";

/** The report of refused rows as CSV. Cells that a spreadsheet would take for a formula are disarmed. */
export function faultsAsCsv(faults: ImportRun["errors"]): string {
  const lines = faults.map(({ line, column, reason }) => [String(line), column ?? "", reason]);
  return [["line", "column", "reason"], ...lines].map((cells) => cells.map(cellOf).join(",")).join("\r\n");
}

function cellOf(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
