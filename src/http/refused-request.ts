import { STATUS_CODES } from "node:http";
import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { securityHeaders } from "./security-headers.ts";

/** What Node's parser cannot read, by the code of its error; anything else is 400. */
const statuses: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** The answer to what is no request that anything could be done with. `https`: whether callers come that way. */
export function bareRefusal(
  status: number,
  https: boolean,
): { status: number; headers: Record<string, string>; body: string } {
  const body = JSON.stringify({ type: "about:blank", title: STATUS_CODES[status], status });
  const headers = { ...securityHeaders({ kind: "api", https }), "Content-Type": "application/problem+json" };
  return { status, headers: { ...headers, "Content-Length": String(Buffer.byteLength(body)) }, body };
}

/** Answers on the bare socket, where there is no request yet. In the middle of an answer it can only be ended. */
export function writeRefusal(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  { answers, https }: { answers: Iterable<ServerResponse>; https: boolean },
): void {
  const begun = [...answers].some((response) => response.socket === socket && response.headersSent);
  if (!socket.writable || error.code === "ECONNRESET" || begun) return void socket.destroy();
  const { status, headers, body } = bareRefusal(statuses[error.code ?? ""] ?? 400, https);
  const lines = Object.entries({ ...headers, Connection: "close" }).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, "", body].join("\r\n"));
}
