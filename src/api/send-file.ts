import { notFound, Problem } from "../problems.ts";
import type { Storage } from "../ports/storage.ts";
import { namesTag, readRange } from "./byte-range.ts";
import type { Given } from "./endpoint.ts";
import { Reply } from "./reply.ts";
import { userFileHeaders } from "./user-file.ts";

export interface FileToSend {
  name: string;
  mediaType: string | null;
  size: number;
  /** Hexadecimal. */
  sha256: string;
  /** RFC 3339. */
  createdAt: string;
  storageKey: string;
}

/**
 * A stored file, or the part of it that `Range` asks for, always to be saved and never shown. Throws a Problem where
 * there is no such part, or where the bytes are gone.
 */
export async function sendFile(
  file: FileToSend,
  { headers, request }: Pick<Given, "headers" | "request">,
  storage: Storage,
): Promise<Reply> {
  const fields = fieldsOf(file);
  if (namesTag(headers.get("if-none-match"), fields.ETag!)) return Reply.stream(null, fields, 304);
  const part = headers.get("if-range") ?? fields.ETag;
  const range = part === fields.ETag ? readRange(headers.get("range"), file.size) : null;
  if (range === "unsatisfiable") {
    throw new Problem("range-not-satisfiable", `The file has ${file.size} bytes.`, {
      headers: { "Content-Range": `bytes */${file.size}` },
    });
  }
  fields["Content-Length"] = String(range ? range.end - range.start : file.size);
  if (range) fields["Content-Range"] = `bytes ${range.start}-${range.end - 1}/${file.size}`;
  const bytes = request.method === "HEAD" ? null : await storage.read(file.storageKey, range ?? undefined);
  if (!bytes && request.method !== "HEAD") throw notFound("file");
  return Reply.stream(bytes, fields, range ? 206 : 200);
}

function fieldsOf(file: FileToSend): Record<string, string> {
  return {
    ...userFileHeaders(file),
    ETag: `"${file.sha256}"`,
    "Accept-Ranges": "bytes",
    "Last-Modified": new Date(file.createdAt).toUTCString(),
    "Repr-Digest": `sha-256=:${Buffer.from(file.sha256, "hex").toString("base64")}:`,
  };
}
