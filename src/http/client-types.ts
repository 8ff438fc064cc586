import type { z } from "zod";
import type { Output } from "../api/endpoint.ts";
import type { DeclaredEndpoint } from "./endpoints.ts";

/** What a client may send besides the declared query, such as a list's filters. */
type OpenQuery = Record<string, string | number | undefined>;

/** What a query's member takes before it is text in an address; a member that reads any text takes numbers too. */
type QueryValue<T> = string extends T ? string | number | undefined : T;
type DeclaredQuery<Q> = { [K in keyof Q]: QueryValue<Q[K]> };

type ParamsOf<I, Route> = (I extends { params: infer P extends z.ZodType } ? z.input<P> : unknown) &
  (PathOf<Route> extends `/api/{plural}${string}` ? { plural: string } : unknown);
type QueryOf<I> = (I extends { query: infer Q extends z.ZodType } ? DeclaredQuery<z.input<Q>> : unknown) &
  (I extends { openQuery: true } ? OpenQuery : unknown);
type BodyOf<I> = I extends { body: infer B }
  ? B extends z.ZodType
    ? z.input<B>
    : B extends { read: "json"; schema: infer S extends z.ZodType }
      ? z.output<S>
      : Blob
  : unknown;
type AnswerOf<O> = O extends Output ? (O["body"] extends z.ZodType ? z.output<O["body"]> : undefined) : never;

type Nothing = Record<never, never>;

/** A member only where there is something to send; one that may be left out where all of it may. */
type Sent<Name extends string, T> = unknown extends T
  ? unknown
  : undefined extends T
    ? { [K in Name]?: T }
    : Nothing extends T
      ? { [K in Name]?: T }
      : { [K in Name]: T };

type PathOf<Route> = Route extends `${string} ${infer Path}` ? Path : never;

/** The routes of all record types are one to a client, which names the type: `GET /api/{plural}/{id}`. */
type ClientRoute<Route extends string> = Route extends `${infer Method} /api/${infer Path}`
  ? `${Method} /api/${string extends Path
      ? "{plural}"
      : Path extends `${infer First}/${infer Rest}`
        ? `${string extends First ? "{plural}" : First}/${Rest}`
        : Path}`
  : never;

/** What one route takes and gives. */
type ExchangeOf<Route, E> = E extends { input: infer I; output: infer O }
  ? {
      input: Sent<"params", ParamsOf<I, Route>> & Sent<"query", QueryOf<I>> & Sent<"body", BodyOf<I>>;
      answer: AnswerOf<O>;
    }
  : never;

/** Every route with what it takes and gives, as its endpoint declares it. */
export type Api = {
  [E in DeclaredEndpoint as ClientRoute<E["route"]>]: ExchangeOf<ClientRoute<E["route"]>, E>;
};
