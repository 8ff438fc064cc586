import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { call } from "../api/client.ts";
import { meQuery } from "../app/session.ts";

/** Goes in as whoever has just signed in, false for nobody; `next` is an address of ours, never another site's. */
export function useEnter() {
  const queryClient = useQueryClient();
  const router = useRouter();
  return async (next = "/") => {
    queryClient.clear();
    if (!(await queryClient.fetchQuery(meQuery))) return false;
    router.history.push(/^\/(?![/\\])/.test(next) ? next : "/");
    return true;
  };
}

export function signIn(email: string, password: string) {
  return call("POST /api/auth/sign-in/email", { body: { email, password } });
}
