import { BlockList, isIPv4 } from "node:net";
import { canonicalAddress, networkAddress } from "../limits/network.ts";

/** A range of addresses in its one canonical spelling: `203.0.113.0/24`, `2001:db8::/32`, or a single `203.0.113.7`. */
export interface Network {
  text: string;
  /** The first address. */
  address: string;
  prefix: number;
}

/** Addresses that are let in. */
export interface AllowList {
  /** Whether the address, in canonical spelling, is one of them; one that nobody knows is not. */
  includes(ip: string | null): boolean;
}

export const mostNetworks = 100;
const mappedBits = 96;
const bitsOf = (address: string) => (isIPv4(address) ? 32 : 128);

/** Reads CIDR notation or a single address; IPv4 that is mapped into IPv6 becomes IPv4. A string says what is wrong. */
export function parseNetwork(text: string): Network | string {
  const [, given = "", length] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const address = canonicalAddress(given);
  if (address === null) return "is no IP address and no network, such as 203.0.113.0/24 or 2001:db8::/32";
  const bits = bitsOf(address);
  const unmapped = bits === 32 && !isIPv4(given) ? mappedBits : 0;
  const prefix = length === undefined ? bits : Number(length) - unmapped;
  if (prefix < 0)
    return `is an IPv4 address in IPv6; such a network is written as IPv4, or with a length from ${mappedBits}`;
  if (prefix > bits) return `has a length above ${bits + unmapped}`;
  const first = networkAddress(address, prefix);
  if (first !== address) return `is an address inside a network; did you mean ${first}/${prefix}?`;
  return { text: prefix === bits ? address : `${address}/${prefix}`, address, prefix };
}

/** Whether every address of the one is in the other as well. */
export function covers(outer: Network, inner: Network): boolean {
  return (
    bitsOf(outer.address) === bitsOf(inner.address) &&
    outer.prefix <= inner.prefix &&
    networkAddress(inner.address, outer.prefix) === outer.address
  );
}

/** The networks in canonical spelling, as one list. */
export function allowList(networks: readonly string[]): AllowList {
  // A list for each family: of one for both, Node takes ::/0 to include every IPv4 address.
  const lists = { 32: new BlockList(), 128: new BlockList() };
  for (const text of networks) {
    const [address, prefix] = text.split("/") as [string, string?];
    const bits = bitsOf(address);
    lists[bits].addSubnet(address, Number(prefix ?? bits), bits === 32 ? "ipv4" : "ipv6");
  }
  return {
    includes: (ip) => ip !== null && lists[bitsOf(ip)].check(ip, isIPv4(ip) ? "ipv4" : "ipv6"),
  };
}

const known = new Map<string, AllowList>();
const mostKnown = 1_000;

/** The same, made once for all callers that share it. */
export function sharedAllowList(networks: readonly string[]): AllowList {
  const key = networks.join(" ");
  const list = known.get(key) ?? allowList(networks);
  // Behind the others: the map's order is that of use.
  known.delete(key);
  known.set(key, list);
  if (known.size > mostKnown) known.delete(known.keys().next().value!);
  return list;
}
