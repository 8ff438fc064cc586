import { isIPv4, isIPv6 } from "node:net";

const mappedPrefix = [0, 0, 0, 0, 0, 0xffff];

/** The address in its one canonical spelling (RFC 5952; IPv4-mapped as IPv4; no zone), or null when it is none. */
export function canonicalAddress(text: string): string | null {
  if (isIPv4(text)) return text;
  const address = text.replace(/%.*$/s, "");
  if (!isIPv6(address)) return null;
  const groups = groupsOf(address);
  return mappedPrefix.every((group, index) => groups[index] === group) ? dotted(groups) : compressed(groups);
}

/** What counts as one caller: the IPv4 address, or the /64 that an IPv6 customer is given whole. */
export function networkOf(ip: string | null): string {
  const address = canonicalAddress(ip ?? "");
  if (address === null || isIPv4(address)) return address ?? "unknown";
  return `${compressed([...groupsOf(address).slice(0, 4), 0, 0, 0, 0])}/64`;
}

/** The first address of the network that the canonical address is in, of a prefix length that its family has. */
export function networkAddress(address: string, prefix: number): string {
  if (isIPv4(address)) return dotted(masked(groupsOf(`::ffff:${address}`), 96 + prefix));
  return compressed(masked(groupsOf(address), prefix));
}

function masked(groups: number[], prefix: number): number[] {
  return groups.map((group, at) => group & (0xffff0000 >> Math.min(16, Math.max(0, prefix - at * 16))) & 0xffff);
}

/** The eight groups of a valid IPv6 address. */
function groupsOf(address: string): number[] {
  const [head, tail] = address.split("::").map(partGroups);
  if (!tail) return head!;
  return [...head!, ...Array.from({ length: 8 - head!.length - tail.length }, () => 0), ...tail];
}

function partGroups(part: string): number[] {
  if (part === "") return [];
  return part.split(":").flatMap((group) => {
    if (!group.includes(".")) return [Number.parseInt(group, 16)];
    const [a, b, c, d] = group.split(".").map(Number) as [number, number, number, number];
    return [a * 256 + b, c * 256 + d];
  });
}

function dotted(groups: number[]): string {
  const [high, low] = groups.slice(6) as [number, number];
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** The longest run of two or more zero groups, the first of equals, becomes `::`. */
function compressed(groups: number[]): string {
  let best = { start: 0, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.length < 2) return hex.join(":");
  return `${hex.slice(0, best.start).join(":")}::${hex.slice(best.start + best.length).join(":")}`;
}
