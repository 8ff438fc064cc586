import { queryOptions } from "@tanstack/react-query";
import { call } from "../api/client.ts";

export const twoFactorKey = ["two-factor"];

export const twoFactorQuery = queryOptions({
  queryKey: twoFactorKey,
  queryFn: ({ signal }) => call("GET /api/me/two-factor", { signal }),
});
