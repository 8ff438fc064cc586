import { canonicalAddress } from "../limits/network.ts";
import { forwardedMember } from "./forwarding.ts";

export type AddressSource = "socket" | "x-forwarded-for" | "forwarded" | "none";

export interface ClientAddress {
  /** In canonical spelling; null when even the socket has none (a unix socket). */
  ip: string | null;
  source: AddressSource;
}

export interface Arrival {
  /** The address at the other end of the connection. */
  socketAddress: string | null | undefined;
  headers: Pick<Headers, "get">;
  /** How many proxies stand before this process, each of which appends the address that it saw. */
  trustedProxyHops: number;
}

/**
 * Who sent the request. Of the forwarding list only the entries that trusted proxies wrote are read, from the right;
 * what a caller wrote before them is never looked at. An unreadable entry counts as the nearest proxy after it.
 * `Forwarded` (RFC 7239) is used where there is no `X-Forwarded-For`: a proxy that writes only the former must
 * remove the latter.
 */
export function clientAddress({ socketAddress, headers, trustedProxyHops }: Arrival): ClientAddress {
  const socket = canonicalAddress(socketAddress ?? "");
  const [list, source] = forwardingList(headers);
  let nearest: ClientAddress = { ip: socket, source: socket === null ? "none" : "socket" };
  if (list === null) return nearest;
  let end = list.length;
  for (let hop = 0; hop < trustedProxyHops && end >= 0; hop++) {
    const comma = end === 0 ? -1 : list.lastIndexOf(",", end - 1);
    const entry = list.slice(comma + 1, end).trim();
    const ip = source === "forwarded" ? forwardedFor(entry) : addressOf(entry);
    if (ip !== null) nearest = { ip, source };
    end = comma;
  }
  return nearest;
}

function forwardingList(headers: Pick<Headers, "get">): [string | null, "x-forwarded-for" | "forwarded"] {
  const list = headers.get("x-forwarded-for");
  return list === null ? [headers.get("forwarded"), "forwarded"] : [list, "x-forwarded-for"];
}

/** The `for` of one element, such as `proto=https;for="[2001:db8::1]:47011"`. */
function forwardedFor(element: string): string | null {
  const node = forwardedMember(element, "for");
  return node === undefined ? null : addressOf(node);
}

/** `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`. */
function addressOf(entry: string): string | null {
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(entry);
  if (bracketed) return bracketed[1]!.includes(":") ? canonicalAddress(bracketed[1]!) : null;
  return canonicalAddress(/^([\d.]+):\d{1,5}$/.exec(entry)?.[1] ?? entry);
}
