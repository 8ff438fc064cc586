import { invalidField, Problem } from "../problems.ts";

const mediaType = /^[!#$%&'*+.^_`|~\w-]+\/[!#$%&'*+.^_`|~\w-]+$/;
const longestName = 255;

/** What a request says of the file in its body. */
export interface IncomingFile {
  /** Null where the request names none. */
  filename: string | null;
  mediaType: string;
}

/** The name from `?filename=` or `Content-Disposition`, the media type from `Content-Type` without its parameters. */
export function describeFile(headers: Headers, named: string | undefined): IncomingFile {
  const type = (headers.get("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
  const filename = fileName(named ?? dispositionName(headers.get("content-disposition") ?? ""));
  return {
    filename: filename || null,
    mediaType: mediaType.test(type) && type.length <= 200 ? type : "application/octet-stream",
  };
}

/** RFC 6266: the extended form goes before the plain one. */
function dispositionName(field: string): string {
  const extended = /filename\*\s*=\s*utf-8''([^;]+)/i.exec(field)?.[1];
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended.trim());
    } catch {
      throw invalidField("Content-Disposition", "has a file name that is not UTF-8");
    }
  }
  const [, quoted, token] = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(field) ?? [];
  return quoted?.replace(/\\(.)/g, "$1") ?? token ?? "";
}

/** The last part of a path, without what is invisible. */
function fileName(given: string): string {
  const name = given
    .toWellFormed()
    .split(/[/\\]/)
    .at(-1)!
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .trim();
  return Array.from(name).slice(-longestName).join("");
}

/** The body's bytes; throws a 413 as soon as they are too many. */
export async function* limited(
  body: ReadableStream<Uint8Array> | null,
  largestBytes: number,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > largestBytes) throw tooLarge(largestBytes);
    yield chunk;
  }
}

/** Refuses before the first byte what says of itself that it is too large. */
export function refuseTooLarge(headers: Headers, largestBytes: number): void {
  if (Number(headers.get("content-length") ?? 0) > largestBytes) throw tooLarge(largestBytes);
}

function tooLarge(largestBytes: number): Problem {
  return new Problem("too-large", `A file may have at most ${largestBytes} bytes.`, { members: { largestBytes } });
}

/** Compares with the checksum that the sender gave in `Content-Digest` or `Repr-Digest` (RFC 9530), if any. */
export function requireDigest(headers: Headers, sha256: string): void {
  const field = headers.get("content-digest") ?? headers.get("repr-digest") ?? "";
  const given = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]+):/.exec(field)?.[1];
  if (given === undefined) return;
  if (Buffer.from(given, "base64").toString("hex") !== sha256) {
    throw invalidField("Content-Digest", "is not the digest of the bytes that arrived");
  }
}
