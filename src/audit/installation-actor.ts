import type { OperatorKeyCaller, SessionCaller } from "../access/caller.ts";
import type { InstallationActor } from "./append.ts";

/** Somebody who is known, as the operator's log tells of them. */
export function installationActorOf(caller: Omit<SessionCaller, "membership"> | OperatorKeyCaller): InstallationActor {
  const { userId, name } = caller;
  if (caller.type === "operator-key") return { type: "key", userId, name, keyId: caller.keyId, method: "api_key" };
  return { type: "user", userId, name, email: caller.email, sessionId: caller.sessionId, method: "session" };
}
