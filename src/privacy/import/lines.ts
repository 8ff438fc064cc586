import { Refusal } from "../../refusal.ts";

/** No row of ours is longer: the longest texts have 100,000 characters. */
export const longestLine = 16 * 1024 * 1024;

export interface Line {
  /** From 1. */
  number: number;
  text: string;
}

/** A file's lines, so many at a time. Throws a Refusal for one that is too long to be a row, before it is read to its end. */
export async function* lineBatches(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<Line[]> {
  let batch: Line[] = [];
  let size = 0;
  for await (const line of linesOf(path, bytes)) {
    batch.push(line);
    size += line.text.length;
    if (batch.length < most && size < longestLine) continue;
    yield batch;
    [batch, size] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

async function* linesOf(path: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let number = 0;
  let rest = "";
  try {
    for await (const piece of bytes) {
      const lines = (rest + decoder.decode(piece, { stream: true })).split("\n");
      rest = lines.pop()!;
      if (rest.length > longestLine) throw new Refusal(`${path}, line ${number + lines.length + 1}: is too long.`);
      for (const text of lines) yield { number: (number += 1), text };
    }
    rest += decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Refusal(`${path}, line ${number + 1}: is no UTF-8.`, { cause: error });
  }
  if (rest !== "") yield { number: number + 1, text: rest };
}
