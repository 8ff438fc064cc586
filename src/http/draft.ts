import type { Reply } from "../api/reply.ts";
import { compressed } from "./compressed.ts";
import { isSecurityField } from "./security-headers.ts";

/** A response before it leaves: made into a Response once, because wrapping one again turns its text into a stream. */
export interface Draft {
  status: number;
  headers: Record<string, string>;
  body: string | null | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  /** Several fields of one name. */
  cookies?: string[];
}

export function jsonDraft(status: number, value: unknown, headers: Record<string, string> = {}): Draft {
  return { status, headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(value) };
}

/** What an endpoint's handler answered. */
export function draftOfReply({ status, headers, body }: Reply): Draft {
  if (body instanceof Response) return { status, headers, body: body.body };
  if (status === 204 || body === undefined) return { status, headers, body: null };
  return jsonDraft(status, body, headers);
}

/** What Better Auth answered. */
export function draftOf(response: Response): Draft {
  // Two fields of one name in other letters would become one with both values.
  const own = [...response.headers].filter(([name]) => name !== "set-cookie" && !isSecurityField(name));
  const headers = Object.fromEntries(own);
  return { status: response.status, headers, body: response.body, cookies: response.headers.getSetCookie() };
}

/** A text, compressed as the `Accept-Encoding` field allows. */
export async function squeezed(draft: Draft, accepted: string): Promise<Draft> {
  const headers = { ...draft.headers, Vary: "Accept-Encoding" };
  const small = typeof draft.body === "string" ? await compressed(draft.body, accepted) : undefined;
  if (!small) return { ...draft, headers };
  return { ...draft, headers: { ...headers, "Content-Encoding": small.encoding }, body: small.body };
}
