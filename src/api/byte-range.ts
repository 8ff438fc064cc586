import type { ByteRange } from "../ports/storage.ts";

/**
 * What a `Range` field asks of a file (RFC 9110, section 14): null for all of it, `unsatisfiable` for none. A field that
 * is not understood, or that asks for several parts, is ignored as the standard allows.
 */
export function readRange(field: string | null, size: number): ByteRange | "unsatisfiable" | null {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(field?.trim() ?? "") ?? [];
  if (first === undefined || (first === "" && last === "")) return null;
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "unsatisfiable" : { start: size - length, end: size };
  }
  const start = Number(first);
  if (last && Number(last) < start) return null;
  if (start >= size) return "unsatisfiable";
  return { start, end: last ? Math.min(Number(last) + 1, size) : size };
}

/** Whether one of the entity tags of an `If-None-Match` or `If-Range` field is this one. */
export function namesTag(field: string | null, tag: string): boolean {
  if (field === null) return false;
  return field.trim() === "*" || field.split(",").some((one) => one.trim().replace(/^W\//, "") === tag);
}
