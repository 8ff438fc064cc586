import fc from "fast-check";
import { isIP } from "node:net";
import { describe, expect, test } from "vitest";
import { clientAddress } from "./client-address.ts";

const socketAddress = "10.0.0.1";

function seen(headers: Record<string, string>, trustedProxyHops: number) {
  return clientAddress({ socketAddress, headers: new Headers(headers), trustedProxyHops });
}

function viaProxies(list: string, hops: number) {
  return seen({ "x-forwarded-for": list }, hops);
}

test("without trusted proxies only the socket counts", () => {
  expect(viaProxies("203.0.113.7", 0)).toEqual({ ip: socketAddress, source: "socket" });
  expect(seen({ forwarded: "for=203.0.113.7" }, 0)).toEqual({ ip: socketAddress, source: "socket" });
});

test("as many entries count as there are trusted proxies, from the right", () => {
  const list = "6.6.6.6, 203.0.113.7, 10.0.0.3, 10.0.0.2";
  expect([1, 2, 3].map((hops) => viaProxies(list, hops).ip)).toEqual(["10.0.0.2", "10.0.0.3", "203.0.113.7"]);
});

test("a list shorter than the number of proxies gives its first entry", () => {
  expect(viaProxies("203.0.113.7", 3)).toEqual({ ip: "203.0.113.7", source: "x-forwarded-for" });
});

describe("spellings", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["203.0.113.7:4711", "203.0.113.7"],
    ["2001:DB8::1", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["[2001:db8::1]:4711", "2001:db8::1"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["[::ffff:203.0.113.7]:80", "203.0.113.7"],
  ])("%s", (entry, ip) => {
    expect(viaProxies(entry, 1)).toEqual({ ip, source: "x-forwarded-for" });
    expect(seen({ forwarded: `proto=https;For="${entry}";by=_x` }, 1)).toEqual({ ip, source: "forwarded" });
  });

  test("an entry that is no address counts as the proxy after it", () => {
    for (const entry of [
      "unknown",
      "_hidden",
      "",
      "1.2.3.4.5",
      "[1.2.3.4]",
      "1.2.3.4:999999",
      "<script>",
      "for=1.2.3.4",
    ]) {
      expect(viaProxies(entry, 1)).toEqual({ ip: socketAddress, source: "socket" });
      expect(viaProxies(`203.0.113.7, ${entry}, 10.0.0.2`, 2)).toEqual({ ip: "10.0.0.2", source: "x-forwarded-for" });
    }
  });

  test("IPv4 sockets of a dual-stack server are IPv4", () => {
    const arrival = { socketAddress: "::ffff:192.0.2.1", headers: new Headers(), trustedProxyHops: 0 };
    expect(clientAddress(arrival)).toEqual({ ip: "192.0.2.1", source: "socket" });
  });

  test("a unix socket has none", () => {
    const arrival = { socketAddress: undefined, headers: new Headers(), trustedProxyHops: 1 };
    expect(clientAddress(arrival)).toEqual({ ip: null, source: "none" });
  });
});

test("X-Forwarded-For goes before Forwarded", () => {
  expect(seen({ "x-forwarded-for": "203.0.113.7", forwarded: "for=6.6.6.6" }, 1).ip).toBe("203.0.113.7");
  expect(seen({ forwarded: "for=6.6.6.6, for=203.0.113.7" }, 1)).toEqual({ ip: "203.0.113.7", source: "forwarded" });
});

const garbage = fc.string({ unit: fc.constantFrom(...Array.from('0123456789.:,[]"; =forabcdef%_x')), maxLength: 200 });
const address = fc.oneof(fc.ipV4(), fc.ipV6());

test("whatever a caller writes before the trusted entries changes nothing", () => {
  fc.assert(
    fc.property(garbage, fc.array(address, { minLength: 1, maxLength: 4 }), (forged, written) => {
      const honest = viaProxies(written.join(", "), written.length);
      expect(viaProxies(`${forged}, ${written.join(", ")}`, written.length)).toEqual(honest);
      const forwarded = written
        .map((ip) => `for="[${ip}]"`)
        .map((it) => (it.includes(":") ? it : it.replace(/[[\]]/g, "")));
      expect(seen({ forwarded: `${forged}, ${forwarded.join(", ")}` }, written.length).ip).toBe(honest.ip);
    }),
  );
});

test("answers with an address and nothing else, whatever comes in", () => {
  fc.assert(
    fc.property(fc.oneof(garbage, fc.constant(",".repeat(20_000))), fc.nat(6), (list, hops) => {
      for (const name of ["x-forwarded-for", "forwarded"]) expect(isIP(seen({ [name]: list }, hops).ip!)).not.toBe(0);
    }),
  );
});
