export type Piece = { kind: "same" | "gone" | "new"; text: string };

/** More words than this on both sides are compared as a whole: the table of the comparison grows with their product. */
const mostWords = 1_500;

/** Two texts word by word: the longest common sequence stays, the rest went or came. */
export function diffWords(from: string, to: string): Piece[] {
  const [one, other] = [wordsOf(from), wordsOf(to)];
  if (one.length > mostWords || other.length > mostWords) return join([piece("gone", from), piece("new", to)]);
  const lengths = commonLengths(one, other);
  const pieces: Piece[] = [];
  let [at, there] = [0, 0];
  while (at < one.length || there < other.length) {
    const [word, its] = [one[at], other[there]];
    if (word !== undefined && word === its) {
      pieces.push(piece("same", word));
      at += 1;
      there += 1;
    } else if (its === undefined || (word !== undefined && lengths[at + 1]![there]! >= lengths[at]![there + 1]!)) {
      pieces.push(piece("gone", word!));
      at += 1;
    } else {
      pieces.push(piece("new", its));
      there += 1;
    }
  }
  return join(pieces);
}

function wordsOf(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];
}

/** For each pair of places the length of what both texts share from there on. */
function commonLengths(one: readonly string[], other: readonly string[]): number[][] {
  const lengths = Array.from({ length: one.length + 1 }, () => Array.from({ length: other.length + 1 }, () => 0));
  for (let at = one.length - 1; at >= 0; at -= 1)
    for (let there = other.length - 1; there >= 0; there -= 1)
      lengths[at]![there] =
        one[at] === other[there]
          ? lengths[at + 1]![there + 1]! + 1
          : Math.max(lengths[at + 1]![there]!, lengths[at]![there + 1]!);
  return lengths;
}

function piece(kind: Piece["kind"], text: string): Piece {
  return { kind, text };
}

function join(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const { kind, text } of pieces) {
    const last = joined.at(-1);
    if (last?.kind === kind) last.text += text;
    else if (text !== "") joined.push({ kind, text });
  }
  return joined;
}
