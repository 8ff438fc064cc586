import { isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalAddress } from "../limits/network.ts";
import { allowList, covers, parseNetwork, sharedAllowList } from "./networks.ts";
import type { Network } from "./networks.ts";

type Family = 4 | 6;
const widths = { 4: 32, 6: 128 } as const;

/** Spells a number as an address, the long way. */
function spelled(value: bigint, family: Family): string {
  const [bits, base, separator] = family === 4 ? ([8, 10, "."] as const) : ([16, 16, ":"] as const);
  const parts = Array.from({ length: widths[family] / bits }, (_, at) => {
    const shift = BigInt(widths[family] - bits * (at + 1));
    return ((value >> shift) & ((1n << BigInt(bits)) - 1n)).toString(base);
  });
  return parts.join(separator);
}

const family = fc.constantFrom<Family>(4, 6);
const address = (of: Family) => fc.bigInt({ min: 0n, max: (1n << BigInt(widths[of])) - 1n });
/** A network, and an address that is in it or lies one bit beside it or anywhere. */
const situation = family.chain((of) =>
  fc.record({
    of: fc.constant(of),
    base: address(of),
    prefix: fc.integer({ min: 0, max: widths[of] }),
    asked: address(of),
    bit: fc.integer({ min: 0, max: widths[of] - 1 }),
    how: fc.constantFrom("inside", "beside", "anywhere"),
  }),
);
const isMapped = (value: bigint, of: Family) => of === 6 && value >> 32n === 0xffffn;
const parsed = (text: string) => {
  const network = parseNetwork(text);
  if (typeof network === "string") throw new Error(`${text} ${network}`);
  return network;
};

describe("a network", () => {
  test("includes exactly the addresses that share its first bits, which arithmetic says in its own way", () => {
    fc.assert(
      fc.property(situation, ({ of, base, prefix, asked, bit, how }) => {
        const hostBits = BigInt(widths[of] - prefix);
        const first = (base >> hostBits) << hostBits;
        const within = first | (asked & ((1n << hostBits) - 1n));
        const who = how === "anywhere" ? asked : how === "inside" ? within : within ^ (1n << BigInt(bit));
        fc.pre(!isMapped(first, of) && !isMapped(who, of));
        const { text } = parsed(`${spelled(first, of)}/${prefix}`);
        const ip = canonicalAddress(spelled(who, of))!;
        const expected = who >> hostBits === first >> hostBits;
        expect(allowList([text]).includes(ip)).toBe(expected);
        expect(covers(parsed(text), parsed(ip))).toBe(expected);
      }),
      { numRuns: 3_000 },
    );
  });

  test("has one canonical spelling, which reads as itself, and every other is refused with the right one", () => {
    fc.assert(
      fc.property(situation, ({ of, base, prefix }) => {
        const hostBits = BigInt(widths[of] - prefix);
        const first = (base >> hostBits) << hostBits;
        fc.pre(!isMapped(base, of) && !isMapped(first, of));
        const { text, address: start } = parsed(`${spelled(first, of)}/${prefix}`);
        expect(parsed(text).text).toBe(text);
        expect(of === 4 ? isIPv4(start) : isIPv6(start)).toBe(true);
        const answer = parseNetwork(`${spelled(base, of)}/${prefix}`);
        const meant = `is an address inside a network; did you mean ${start}/${prefix}?`;
        expect(answer).toEqual(base === first ? { text, address: start, prefix } : meant);
      }),
    );
  });

  test("of IPv4 is the same when it is mapped into IPv6", () => {
    fc.assert(
      fc.property(address(4), fc.integer({ min: 0, max: 32 }), (base, prefix) => {
        const hostBits = BigInt(32 - prefix);
        const start = spelled((base >> hostBits) << hostBits, 4);
        expect(parseNetwork(`::ffff:${start}/${prefix + 96}`)).toEqual(parseNetwork(`${start}/${prefix}`));
      }),
    );
  });

  test("covers another just if it includes its first and its last address", () => {
    const network = family.chain((of) =>
      fc.tuple(address(of), fc.integer({ min: 0, max: widths[of] })).map(([base, prefix]) => {
        const hostBits = BigInt(widths[of] - prefix);
        return { of, first: (base >> hostBits) << hostBits, prefix, last: base | ((1n << hostBits) - 1n) };
      }),
    );
    fc.assert(
      fc.property(network, network, fc.boolean(), (outer, other, nested) => {
        const inner =
          nested && other.prefix >= outer.prefix && other.of === outer.of
            ? { ...other, first: outer.first, last: outer.first | (other.last - other.first) }
            : other;
        fc.pre(![outer, inner].some(({ of, first, last }) => isMapped(first, of) || isMapped(last, of)));
        const [one, two] = [outer, inner].map(({ of, first, prefix }) => parsed(`${spelled(first, of)}/${prefix}`)) as [
          Network,
          Network,
        ];
        const includes = (value: bigint) => allowList([one.text]).includes(canonicalAddress(spelled(value, inner.of)));
        expect(covers(one, two)).toBe(includes(inner.first) && includes(inner.last));
      }),
    );
  });

  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["203.0.113.7/32", "203.0.113.7"],
    [" 10.0.0.0/8 ", "10.0.0.0/8"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["2001:DB8:0:0::/32", "2001:db8::/32"],
    ["2001:db8::1/128", "2001:db8::1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::ffff:0:0/96", "0.0.0.0/0"],
    ["::/0", "::/0"],
  ])("%s is %s", (given, text) => expect(parseNetwork(given)).toMatchObject({ text }));

  test.each<[string, RegExp]>([
    ["10.0.0.1/8", /did you mean 10\.0\.0\.0\/8\?/],
    ["2001:db8::1/32", /did you mean 2001:db8::\/32\?/],
    ["::ffff:10.0.0.1/104", /did you mean 10\.0\.0\.0\/8\?/],
    ["10.0.0.0/33", /length above 32/],
    ["::ffff:10.0.0.0/129", /length above 128/],
    ["::/129", /length above 128/],
    ["::ffff:10.0.0.0/8", /written as IPv4, or with a length from 96/],
  ])("%j is refused", (given, fault) => expect(parseNetwork(given)).toMatch(fault));

  test.each(
    "|/8|10.0.0.0/|10.0.0.0/8/8|10.0.0.0/-1|010.0.0.0/8|10.0.0|fe80::1%eth0|example.com|1.2.3.4/8x|*".split("|"),
  )("%j is none", (given) => expect(parseNetwork(given)).toMatch(/^is no IP address and no network/));
});

describe("a list", () => {
  test("keeps the families apart, and knows no unknown address", () => {
    expect(allowList(["::/0"]).includes("192.0.2.1")).toBe(false);
    expect(allowList(["0.0.0.0/0"]).includes("2001:db8::1")).toBe(false);
    expect(allowList(["0.0.0.0/0", "::/0"]).includes(null)).toBe(false);
    expect(allowList([]).includes("192.0.2.1")).toBe(false);
  });

  test("is made once for those who share it, and after many others still right", () => {
    const list = sharedAllowList(["192.0.2.0/24"]);
    expect(sharedAllowList(["192.0.2.0/24"])).toBe(list);
    for (let at = 0; at < 1_000; at++) sharedAllowList([`10.${at >> 8}.${at & 255}.0/24`]);
    expect(sharedAllowList(["192.0.2.0/24"]).includes("192.0.2.9")).toBe(true);
    expect(sharedAllowList(["192.0.2.0/24"]).includes("192.0.3.9")).toBe(false);
  });
});
