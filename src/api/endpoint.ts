import type { z } from "zod";
import type { Actor, Caller, Origin } from "../access/caller.ts";
import type { Permission } from "../access/permissions.ts";
import type { Action, Entry } from "../audit/event.ts";
import type { Work } from "../audit/work.ts";
import type { PolicyName } from "../limits/policies.ts";
import type { Reply } from "./reply.ts";
import type { Services } from "./services.ts";

/** An event that a call leaves in the log: `CREATE account`. */
export type EventName = `${Action} ${string}`;

/** That a call leaves no event, and why. */
export interface Unaudited {
  none: string;
}

/** `GET /api/accounts/{id}`. */
export type Route = `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} /api/${string}`;

/** A body that the handler reads itself: a stream of bytes, or JSON that deeper code validates. */
export interface OpenBody {
  /** For the documentation. */
  schema: z.ZodType;
  media: readonly string[];
  /** `json`: parsed, not validated. `stream`: untouched. */
  read: "json" | "stream";
  /** Of JSON, where less than usual is enough. */
  largestBytes?: number;
}

export interface Input {
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** Further query members are for the handler to read, such as a list's filters. */
  openQuery?: true;
  body?: z.ZodType | OpenBody;
}

export interface Output {
  status: 200 | 201 | 202 | 204;
  /** Absent for 204 and for bytes. */
  body?: z.ZodType;
  /** Media types of an answer that is no JSON. */
  media?: readonly string[];
  /** Further answers that handlers give as a Reply, by status: no problems, but bodies of their own. */
  also?: Readonly<Record<number, z.ZodType>>;
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
type ParsedBody<S> = S extends z.ZodType ? z.output<S> : unknown;
type Answer<O extends Output> = O["body"] extends z.ZodType ? z.input<O["body"]> : unknown;

/** A request as a handler sees it, validated. */
export interface Given<I extends Input = Input> {
  params: Parsed<I["params"]>;
  query: Parsed<I["query"]>;
  body: ParsedBody<I["body"]>;
  url: URL;
  headers: Headers;
  /** For bodies that are streams, and to notice that the caller went away. */
  request: Request;
}

/** The policies that every endpoint states. */
interface Policies<R extends Route, I extends Input, O extends Output> {
  route: R;
  summary: string;
  /** What it is about: the resource in the audit log and the tag in the reference. */
  resource: string;
  /** `standard` spends the caller's own bucket; a sensitive act names a second one. */
  limit: "standard" | "free" | PolicyName;
  /** Whom a call has invited by mail: nobody is sent more than a few, whoever asks for them. */
  mails?(body: ParsedBody<I["body"]>): string;
  /**
   * What a call leaves in the log: an action on the resource, the names of all events that it may leave, the one of its
   * success first, or nothing, and why. A read's event is written from this; a change's handler records its own, and
   * tests/every-event.test.ts compares the two.
   */
  audit: Action | readonly [EventName, ...EventName[]] | Unaudited;
  /** May be called, whatever its method, in an organization that waits for its deletion and can otherwise only be read. */
  whileDeleting?: true;
  /** May be called by people, not by keys, in an organization that is suspended: what they pay goes on meanwhile. */
  whileSuspended?: true;
  /** May be called by an operator who visits an organization, though it changes something of the caller's own. */
  whileVisiting?: true;
  /** That who asks is not looked up, so that the answer needs no database; the handler knows them as nobody. */
  unidentified?(request: Request, services: Services): boolean;
  /** Large answers without secrets and without anything of the request: see http/compressed.ts. */
  compressed?: true;
  input: I;
  output: O;
}

export interface OrganizationEndpoint<
  R extends Route = Route,
  I extends Input = Input,
  O extends Output = Output,
> extends Policies<R, I, O> {
  scope: "organization";
  may: Permission;
  /** Runs inside the door: read-only for GET, audited otherwise. */
  handle(given: Given<I>, work: Work, services: Services): Promise<Answer<O> | Reply>;
}

/** Who asks, for endpoints outside the door. */
export interface Context {
  caller: Caller;
  origin: Origin;
  /** The caller in their organization; throws a Problem where there is none. */
  actor(): Actor;
  /** Says of a read what it was, where that is not the first of the declared events. */
  note(entry: Entry): void;
}

export interface OpenEndpoint<
  R extends Route = Route,
  I extends Input = Input,
  O extends Output = Output,
> extends Policies<R, I, O> {
  scope: "open";
  /** Operators in person are none of their keys. A permission is checked as for the others, but the handler opens the door itself, for streams and long work. */
  may: "anyone" | "user" | "operator" | "operator-in-person" | Permission;
  handle(given: Given<I>, context: Context, services: Services): Promise<Answer<O> | Reply>;
}

// The registry holds endpoints of every input and output.
// oxlint-disable-next-line typescript/no-explicit-any
export type Endpoint = OrganizationEndpoint<Route, any, any> | OpenEndpoint<Route, any, any>;

/** An endpoint on an organization's data, inside the door. */
export function endpoint<const R extends Route, I extends Input, O extends Output>(
  declared: Omit<OrganizationEndpoint<R, I, O>, "scope">,
): OrganizationEndpoint<R, I, O> {
  return { ...declared, scope: "organization" };
}

/** An endpoint outside the door: for nobody yet, for a person in no organization, for operators, for streams. */
export function openEndpoint<const R extends Route, I extends Input, O extends Output>(
  declared: Omit<OpenEndpoint<R, I, O>, "scope">,
): OpenEndpoint<R, I, O> {
  return { ...declared, scope: "open" };
}

export const NoInput = {} as const satisfies Input;
export const NoContent = { status: 204 } as const satisfies Output;

/** Why a call leaves no event. */
export function unaudited(reason: string): Unaudited {
  return { none: reason };
}

/** The events that a call may leave, the one of its success first. */
export function eventsOf({
  audit,
  resource,
}: Pick<Endpoint, "audit" | "resource">): { action: Action; resource: string }[] {
  if (typeof audit === "string") return [{ action: audit, resource }];
  if ("none" in audit) return [];
  return audit.map((name) => {
    const space = name.indexOf(" ");
    return { action: name.slice(0, space) as Action, resource: name.slice(space + 1) };
  });
}

/** A path's parameters: `{id}` is one segment, `{path*}` is the rest of the path. */
export const placeholder = /\{(\w+)(\*?)\}/g;

export function methodOf(route: Route): string {
  return route.slice(0, route.indexOf(" "));
}

export function pathOf(route: Route): string {
  return route.slice(route.indexOf(" ") + 1);
}
