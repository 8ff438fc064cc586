/** Parts of a text that were matched, as [start, end) of its characters. */
export type Range = readonly [start: number, end: number];
export type Match = { score: number; ranges: Range[] };

/** From this score on, what was typed is the beginning of words of the text. */
export const strongScore = 50;

/**
 * How well typed words fit a text; null when they do not. Each typed word counts where it begins a word of the
 * text, less where its letters begin several, as in `gs` for "Go to settings", least inside a word.
 */
export function matchOf(text: string, typed: string): Match | null {
  const folded = fold(text);
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const parts = words.map((word) => matchOfWord(folded, word));
  if (words.length === 0 || parts.some((part) => part === null)) return null;
  const found = parts as Match[];
  const score = found.reduce((least, part) => Math.min(least, part.score), Infinity);
  // Of texts that fit alike the shorter one is nearer to what was typed.
  return { score: score - text.length / 1000, ranges: joined(found.flatMap(({ ranges }) => ranges)) };
}

function matchOfWord(text: string, word: string): Match | null {
  if (text.startsWith(word)) return { score: 100, ranges: [[0, word.length]] };
  const atWord = beginningOf(text, word, 0);
  if (atWord >= 0) return { score: 75, ranges: [[atWord, atWord + word.length]] };
  const initials = initialsOf(text, word);
  if (initials) return initials;
  const inside = text.indexOf(word);
  return inside < 0 ? null : { score: 30, ranges: [[inside, inside + word.length]] };
}

/** The letters as beginnings of words, in order: `nc` for "New contact". */
function initialsOf(text: string, letters: string): Match | null {
  const ranges: Range[] = [];
  let from = 0;
  for (const letter of letters) {
    const at = beginningOf(text, letter, from);
    if (at < 0) return null;
    ranges.push([at, at + 1]);
    from = at + 1;
  }
  return letters.length > 1 ? { score: 60, ranges } : null;
}

/** Where a word of the text begins with the part; -1 for nowhere. */
function beginningOf(text: string, part: string, from: number): number {
  let at = text.indexOf(part, from);
  while (at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1] ?? "")) at = text.indexOf(part, at + 1);
  return at;
}

/** Lower case without accents, character for character, so that places in it are places in the text. */
function fold(text: string): string {
  return text.replaceAll(/./gsu, (character) => {
    const plain = character.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
    return plain.length === character.length ? plain : character;
  });
}

function joined(ranges: Range[]): Range[] {
  const result: Range[] = [];
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && start <= last[1]) result[result.length - 1] = [last[0], Math.max(last[1], end)];
    else result.push([start, end]);
  }
  return result;
}

/** Where typed words occur in the name of something that was found by them, wherever in it they stand. */
export function rangesOf(text: string, typed: string): Range[] {
  const folded = fold(text);
  const words = fold(typed).split(/\s+/).filter(Boolean);
  return joined(
    words.flatMap((word) => {
      const at = folded.indexOf(word);
      return at < 0 ? [] : [[at, at + word.length] as const];
    }),
  );
}
