/** What makes a spreadsheet program take a cell for a formula (OWASP, "CSV Injection"), full-width forms included. */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/u;

// Numbers, and telephone numbers that no program computes: a wrong apostrophe would break them elsewhere.
const harmless = /^(?:[+-]?\d+(?:\.\d+)?|\+\d[\d .()]{5,}\d)$/;

/** Puts an apostrophe before a cell that a spreadsheet program would run. `restoreCell` undoes it, for any text. */
export function neutraliseCell(cell: string): string {
  return formula.test(cell) && !harmless.test(cell) ? `'${cell}` : cell;
}

/** Takes away the apostrophe that `neutraliseCell` put there. */
export function restoreCell(cell: string): string {
  return cell.charCodeAt(0) === 39 && formula.test(cell) ? cell.slice(1) : cell;
}
