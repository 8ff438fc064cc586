import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalAddress, networkOf } from "./network.ts";

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
  ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
  ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
  ["::", "::"],
  ["::1", "::1"],
  ["fe80::1%eth0", "fe80::1"],
  ["::ffff:192.0.2.33", "192.0.2.33"],
  ["::ffff:c000:221", "192.0.2.33"],
  ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
])("%s is %s", (text, canonical) => {
  expect(canonicalAddress(text)).toBe(canonical);
});

test("spells every IPv6 address as the URL standard does", () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const canonical = canonicalAddress(address)!;
      if (canonical.includes(".")) return;
      expect(`[${canonical}]`).toBe(new URL(`http://[${address}]`).hostname);
    }),
  );
});

test("garbage is no address", () => {
  for (const text of ["", "unknown", "_hidden", "1.2.3", "01.2.3.4", "1.2.3.4:80", "[::1]", "::1::", "%", "%eth0"]) {
    expect(canonicalAddress(text)).toBeNull();
    expect(networkOf(text)).toBe("unknown");
  }
  fc.assert(fc.property(fc.string(), (text) => void canonicalAddress(text)));
});

test("an IPv6 customer counts as one, an IPv4 address by itself", () => {
  expect(networkOf("2001:db8:1:2:aaaa::1")).toBe("2001:db8:1:2::/64");
  expect(networkOf("2001:db8:1:2:ffff:1:2:3")).toBe("2001:db8:1:2::/64");
  expect(networkOf("2001:db8:1:3::1")).not.toBe(networkOf("2001:db8:1:2::1"));
  expect(networkOf("::ffff:203.0.113.7")).toBe("203.0.113.7");
  expect(networkOf(null)).toBe("unknown");
});
