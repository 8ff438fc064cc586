import { createHash, timingSafeEqual } from "node:crypto";

/** Whether a request brings this token as `Authorization: Bearer …`; how much of it is right takes no time to tell. */
export function hasBearer(headers: Pick<Headers, "get">, token: string | undefined): boolean {
  const sent = /^bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (token === undefined || sent === undefined) return false;
  const [one, other] = [sent, token].map((text) => createHash("sha256").update(text).digest());
  return timingSafeEqual(one!, other!);
}
