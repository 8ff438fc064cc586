/**
 * The one way to write a JSON value, RFC 8785 (JCS): no space, members sorted by UTF-16 code units, numbers and
 * strings as ECMAScript writes them. Throws TypeError for what JSON cannot say: NaN, infinities, lone surrogates,
 * functions, bigints. Members that are undefined are left out, as JSON.stringify leaves them out.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return textOf(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError(`JSON has no ${value}`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((part) => canonicalJson(part ?? null)).join(",")}]`;
  if (typeof value !== "object") throw new TypeError(`JSON has no ${typeof value}`);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${textOf(name)}:${canonicalJson(member)}`).join(",")}}`;
}

function textOf(text: string): string {
  if (!text.isWellFormed()) throw new TypeError("JSON in UTF-8 has no lone surrogates");
  return JSON.stringify(text);
}
