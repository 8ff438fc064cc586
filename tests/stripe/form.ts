/** A value in a form of Stripe's: `items[0][price]=price_1` is `{ items: [{ price: "price_1" }] }`. */
export type FormValue = string | { [name: string]: FormValue } | FormValue[];

export function parseForm(text: string): Record<string, FormValue> {
  const root: Record<string, FormValue> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.split(/[[\]]+/).filter((part) => part !== "");
    let at: Record<string, FormValue> = root;
    for (const part of path.slice(0, -1)) at = (at[part] ??= {}) as Record<string, FormValue>;
    at[path.at(-1)!] = value;
  }
  return listed(root) as Record<string, FormValue>;
}

/** Objects whose members are 0, 1, 2 … are lists. */
function listed(value: FormValue): FormValue {
  if (typeof value === "string" || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([name, member]) => [name, listed(member)] as const);
  const isList = entries.length > 0 && entries.every(([name], at) => name === String(at));
  return isList ? entries.map(([, member]) => member) : Object.fromEntries(entries);
}
