import type { z } from "zod";
import type { Input, Output } from "../api/endpoint.ts";
import type { RecordTypes } from "../crm/record-types.ts";
import type { Field } from "../records/field.ts";
import type { RecordType } from "../records/record-type.ts";
import type { typedEndpoints } from "./endpoints.ts";

/** What a client sends and gets on one route. */
interface Exchange {
  params: unknown;
  query: unknown;
  body: unknown;
  answer: unknown;
}

type Sent<S> = S extends z.ZodType ? z.input<S> : undefined;
type Answered<O extends Output> = O["body"] extends z.ZodType ? z.output<O["body"]> : undefined;

type DeclaredEndpoint = (typeof typedEndpoints)[number];
type DeclaredExchanges = {
  [E in DeclaredEndpoint as E["route"]]: E extends { input: infer I extends Input; output: infer O extends Output }
    ? { params: Sent<I["params"]>; query: Sent<I["query"]>; body: Sent<I["body"]>; answer: Answered<O> }
    : never;
};

type ValueOf<F> =
  F extends Field<infer Value, infer IsRequired> ? (IsRequired extends true ? Value : Value | null) : never;
type Named = { id: string; title: string | null } | null;

/** The fields of a record type in JSON; references are `{field}Id`, with the name of what they refer to beside it. */
export type RecordOf<T extends RecordType> = {
  [K in keyof T["fields"] & string as T["fields"][K] extends { target: string } ? `${K}Id` : K]: ValueOf<
    T["fields"][K]
  >;
} & {
  id: string;
  displayName: string;
  version: number;
  createdAt: string;
  createdBy: string | null;
  updatedAt: string;
  updatedBy: string | null;
  deletedAt: string | null;
  deletedBy: string | null;
  ownerId: string | null;
  owner: Named;
  ownerName: string | null;
  tags: string[];
  externalId: string | null;
  custom: Record<string, unknown>;
};

export interface PageOf<T extends RecordType> {
  data: RecordOf<T>[];
  nextCursor: string | null;
  total?: number;
  totalIsCapped?: boolean;
}

type ById = { id: string };
type RecordExchanges = {
  [T in RecordTypes as `GET /api/${T["plural"]}`]: {
    params: undefined;
    query: Record<string, string> | undefined;
    body: undefined;
    answer: PageOf<T>;
  };
} & {
  [T in RecordTypes as `POST /api/${T["plural"]}`]: {
    params: undefined;
    query: undefined;
    body: Record<string, unknown>;
    answer: RecordOf<T>;
  };
} & {
  [T in RecordTypes as `GET /api/${T["plural"]}/{id}`]: {
    params: ById;
    query: { trash?: string } | undefined;
    body: undefined;
    answer: RecordOf<T>;
  };
} & {
  [T in RecordTypes as `PATCH /api/${T["plural"]}/{id}`]: {
    params: ById;
    query: undefined;
    body: Record<string, unknown>;
    answer: RecordOf<T>;
  };
} & {
  [T in RecordTypes as `DELETE /api/${T["plural"]}/{id}`]: {
    params: ById;
    query: { permanent?: string } | undefined;
    body: undefined;
    answer: undefined;
  };
} & {
  [T in RecordTypes as `POST /api/${T["plural"]}/{id}/restore`]: {
    params: ById;
    query: undefined;
    body: undefined;
    answer: RecordOf<T>;
  };
};

/** Every route with what it takes and gives, derived from the declarations. */
export type Api = DeclaredExchanges & RecordExchanges;
export type ApiRoute = keyof Api & string;
export type ExchangeOf<R extends ApiRoute> = Api[R] extends Exchange ? Api[R] : never;
