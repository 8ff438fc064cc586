import type { z } from "zod";
import { isId } from "../identifier.ts";
import { invalidInput, notFound, Problem } from "../problems.ts";
import { fieldErrors } from "../records/field-errors.ts";
import type { Endpoint, Given, OpenBody } from "./endpoint.ts";

const largestJsonBytes = 2 * 1024 * 1024;

/** Validates path, query and body against what the endpoint declares. Throws a 400 that names what is wrong. */
export async function readRequest(endpoint: Endpoint, request: Request, path: Record<string, string>): Promise<Given> {
  const url = new URL(request.url);
  // An id that cannot be one is an id of nothing, and must answer like it.
  if (path.id !== undefined && !isId(path.id)) throw notFound(endpoint.resource.replaceAll("_", " "));
  const { params, query, body } = endpoint.input;
  return {
    params: params ? check(params, path, "") : path,
    query: query ? check(query, queryMembers(url, endpoint.input.openQuery === true, query), "") : undefined,
    body: body ? await readBody(body, request) : undefined,
    url,
    headers: request.headers,
    request,
  } as Given;
}

function check(schema: z.ZodType, value: unknown, prefix: string): unknown {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalidInput(fieldErrors(parsed.error, prefix));
  return parsed.data;
}

function queryMembers(url: URL, open: boolean, schema: z.ZodObject): Record<string, string> {
  const members = Object.fromEntries(url.searchParams);
  if (!open) return members;
  return Object.fromEntries(Object.entries(members).filter(([name]) => name in schema.shape));
}

async function readBody(declared: z.ZodType | OpenBody, request: Request): Promise<unknown> {
  if ("media" in declared) {
    if (declared.read === "stream") return undefined;
    return readJson(request, declared.media, declared.largestBytes);
  }
  return check(declared, await readJson(request, []), "");
}

/** `media` are types of JSON whose names do not say so. */
async function readJson(request: Request, media: readonly string[], largest = largestJsonBytes): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  const text = await readText(request, largest);
  if (text.trim() === "") return {};
  const isNamed = media.includes(type.split(";", 1)[0]!.trim().toLowerCase());
  if (!isNamed && !/^application\/([a-z0-9.-]+\+)?json\b/i.test(type))
    throw new Problem("unsupported-media-type", "Send JSON with Content-Type: application/json.");
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem("malformed-body", "The body is not JSON.");
  }
}

/** The body as text. Throws a Problem where it has more bytes than that, or is no UTF-8. */
export async function readText(request: Request, largest: number): Promise<string> {
  const declared = request.headers.get("content-length");
  if (declared !== null && Number(declared) > largest) throw tooLarge(largest);
  // HTTP holds a sender to the length that it declares; only what declares none must be counted.
  const bytes = declared === null ? await readCounted(request, largest) : await request.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Problem("malformed-body", "The body is not UTF-8.");
  }
}

async function readCounted(request: Request, largest: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > largest) throw tooLarge(largest);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(largest: number): Problem {
  return new Problem("too-large", `The body must have at most ${largest} bytes.`);
}
