import { invalidField } from "../problems.ts";

/** The version that the caller saw, from `If-Match: "3"`; undefined where any will do. */
export function expectedVersion(headers: Headers): number | undefined {
  const given = headers.get("if-match")?.trim();
  if (given === undefined || given === "*") return undefined;
  const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(given)?.[1];
  if (version === undefined) throw invalidField("If-Match", 'must be a version, such as "3"');
  return Number(version);
}
