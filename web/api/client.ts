import type { Answer, Contract, Route } from "./contract.ts";
import { ApiProblem } from "./problem.ts";

type Input<R extends Route> = Contract[R]["input"] & CallOptions;
type Path = Route extends `${string} ${infer P}` ? P : never;
type CallOptions = { signal?: AbortSignal; headers?: Record<string, string> };
/** A call whose input has no required member may leave it out. */
type Arguments<R extends Route> = CallOptions extends Input<R> ? [input?: Input<R>] : [input: Input<R>];

type Query = Record<string, string | number | undefined>;
type LooseInput = CallOptions & {
  params?: Record<string, string>;
  query?: Query;
  body?: unknown;
};

/**
 * Calls one endpoint, named as the server declares it: `call("GET /api/{plural}/{id}", {params})`.
 * Rejects with ApiProblem for every answer that is not a success, the network's silence included (status 0).
 */
export async function call<R extends Route>(route: R, ...[input]: Arguments<R>): Promise<Answer<R>> {
  try {
    return await ask(route, input ?? {});
  } catch (failure) {
    if (isToBeConfirmed(failure) && (await confirmIdentity?.())) return call(route, ...([input] as Arguments<R>));
    if (failure instanceof ApiProblem) for (const listener of problemListeners) listener(failure, route);
    throw failure;
  }
}

async function ask(route: Route, { params, query, body, signal, headers }: LooseInput): Promise<unknown> {
  const [method, template] = route.split(" ") as [string, Path];
  const response = await send(addressOf(template, params, query), {
    method,
    ...(signal && { signal }),
    headers: {
      accept: "application/json",
      ...(openedFor !== undefined && { "x-session-of": openedFor }),
      ...bodyHeaders(body),
      ...headers,
    },
    ...(body !== undefined && { body: body instanceof Blob ? body : JSON.stringify(body) }),
  });
  return read(response);
}

let confirmIdentity: (() => Promise<boolean>) | undefined;

/** Says how people are asked who they are, where an act takes it that they have just said so. */
export function onSignInAgain(confirm: typeof confirmIdentity): () => void {
  confirmIdentity = confirm;
  return () => (confirmIdentity = undefined);
}

function isToBeConfirmed(failure: unknown): boolean {
  return failure instanceof ApiProblem && failure.type === "/problems/sign-in-again";
}

let openedFor: string | undefined;

/** Says for whom this page is, from now on; the server refuses it when another tab has changed the session. */
export function openFor(who: string) {
  openedFor = who;
}

/** Refuses an answer for another person or organization than this page's. */
export function refuseOther(who: string, route: Route) {
  if (openedFor === undefined || openedFor === who) return;
  const problem = new ApiProblem(403, { type: anotherSession, title: "The session is another one now" });
  for (const listener of problemListeners) listener(problem, route);
  throw problem;
}

export const anotherSession = "/problems/another-session";
export const addressNotAllowed = "/problems/address-not-allowed";

type ProblemListener = (problem: ApiProblem, route: Route) => void;
const problemListeners = new Set<ProblemListener>();

/** Hears of every call that fails, whoever made it; the caller still gets the failure. */
export function onProblem(listener: ProblemListener): () => void {
  problemListeners.add(listener);
  return () => problemListeners.delete(listener);
}

/** The address of an endpoint with its parameters filled in; for links and downloads too. */
export function addressOf(template: Path, params: Record<string, string> = {}, query: Query = {}) {
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") search.append(key, String(value));
  }
  return search.size > 0 ? `${path}?${search}` : path;
}

async function send(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { credentials: "same-origin", ...init });
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === "AbortError") throw failure;
    const detail = navigator.onLine
      ? "The server cannot be reached. Nothing was changed."
      : "You are offline. Nothing was changed.";
    throw new ApiProblem(0, { title: "No connection", detail });
  }
}

async function read(response: Response): Promise<unknown> {
  const isJson = /\bjson\b/.test(response.headers.get("content-type") ?? "");
  const content: unknown = isJson ? await response.json().catch(() => undefined) : undefined;
  if (response.ok) return content;
  const document = content && typeof content === "object" ? (content as Record<string, unknown>) : {};
  const retryAfter = Number(response.headers.get("retry-after"));
  throw new ApiProblem(response.status, { title: response.statusText, ...document }, retryAfter || undefined);
}

function bodyHeaders(body: unknown): Record<string, string> {
  if (body === undefined) return {};
  if (body instanceof Blob) return { "content-type": body.type || "application/octet-stream" };
  return { "content-type": "application/json" };
}
