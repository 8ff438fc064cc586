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
  return objectOf(value as Record<string, unknown>);
}

/** Leaves are made with every change, so that members are joined without lists of them. */
function objectOf(value: Record<string, unknown>): string {
  let text = "";
  // Without a comparison, strings are sorted by UTF-16 code units.
  for (const name of Object.keys(value).toSorted()) {
    const member = value[name];
    if (member !== undefined) text += `${text === "" ? "" : ","}${textOf(name)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

function textOf(text: string): string {
  if (!text.isWellFormed()) throw new TypeError("JSON in UTF-8 has no lone surrogates");
  return JSON.stringify(text);
}
