import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "../../api/client.ts";

export type ErrorState = "open" | "resolved" | "all";
export type ErrorFilter = { state: ErrorState; route?: string; requestId?: string };

export const errorsKey = ["recorded-errors"];

/** Neither is asked for again by itself: each look is an event of the operator's log. */
export const errorsQuery = ({ state, route, requestId }: ErrorFilter) =>
  infiniteQueryOptions({
    queryKey: [...errorsKey, { state, route, requestId }],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      call("GET /api/admin/errors", {
        query: {
          ...(requestId ? { requestId } : state !== "all" && { resolved: state === "resolved" ? "true" : "false" }),
          ...(route && { route }),
          ...(pageParam && { cursor: pageParam }),
        },
        signal,
      }),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchOnWindowFocus: false,
  });

export const errorQuery = (fingerprint: string) =>
  queryOptions({
    queryKey: [...errorsKey, fingerprint],
    queryFn: ({ signal }) => call("GET /api/admin/errors/{fingerprint}", { params: { fingerprint }, signal }),
    refetchOnWindowFocus: false,
  });

/** The id in what somebody pasted, such as `Request 0199…`; undefined where there is none. */
export function requestIdIn(text: string): string | undefined {
  return /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(text)?.[0].toLowerCase();
}
