import type { Leaf } from "./leaf.ts";

/** Whom an erasure is about, and what of theirs may stand in what the log says of others. */
export interface Subject {
  /** Under which types the log knows the person: a member is a `user`, too. */
  types: readonly string[];
  id: string;
  /** Values by which nobody else is known, such as an email address or a full name. */
  words: readonly string[];
}

/** Shorter ones would be found in what is said of others. */
const shortestWord = 5;

/**
 * Full names and addresses. A first or last name alone is said of others as well, and could be what the log calls a
 * field: whoever is called "Price" would take along every price. With a space or an @, it stands in values only.
 */
export function wordsOf(values: readonly (string | null | undefined)[]): string[] {
  return values.filter((value) => value && value.length >= shortestWord && /[ @]/.test(value)) as string[];
}

/** As the words stand in the JSON text of a disclosure, some signs are written in another way. */
export function inJson(word: string): string {
  return JSON.stringify(word).slice(1, -1);
}

/** Names that values have whoever they are about. */
const namesOfAll = /"(?:changes|details|from|name|reason|targets|to)":/g;

/**
 * Tells whether a disclosure of an event is about the subject, or contains one of their words, whatever their case: what
 * `erase_disclosures` decides in the database, for events that have left it.
 */
export function concerns({ types, id, words }: Subject): (leaf: Leaf, disclosure: string) => boolean {
  const wanted = words.map((word) => inJson(word).toLowerCase());
  return (leaf, disclosure) => {
    const [salt, name] = JSON.parse(disclosure) as [string, string];
    if (name === "actor") return types.includes("user") && leaf.actor.id === id;
    if (types.includes(leaf.resource) && leaf.resourceId === id) return true;
    const text = disclosure
      .slice(salt.length + name.length + 7)
      .replaceAll(namesOfAll, "")
      .toLowerCase();
    return wanted.some((word) => text.includes(word));
  };
}
