import { BlockList, isIPv4 } from "node:net";

type Ranges = readonly (readonly [network: string, bits: number])[];

function blockList(v4: Ranges, v6: Ranges): BlockList {
  const list = new BlockList();
  for (const [network, bits] of v4) list.addSubnet(network, bits, "ipv4");
  for (const [network, bits] of v6) list.addSubnet(network, bits, "ipv6");
  return list;
}

/** Networks behind somebody's own walls: this machine, private (RFC 1918), carrier's (RFC 6598), unique local (RFC 4193). */
const intranet = blockList(
  [
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["172.16.0.0", 12],
    ["192.168.0.0", 16],
    ["198.18.0.0", 15],
  ],
  [
    ["::1", 128],
    ["fc00::", 7],
  ],
);

/**
 * Nobody's receiver: link-local with the clouds' metadata services and their further addresses, multicast, reserved,
 * documentation (RFC 6890, RFC 8190); and IPv6 that only wraps an IPv4 address, which a router would unwrap.
 */
const nowhere = blockList(
  [
    ["0.0.0.0", 8],
    ["100.100.100.200", 32],
    ["168.63.129.16", 32],
    ["169.254.0.0", 16],
    ["192.0.0.0", 24],
    ["192.0.2.0", 24],
    ["192.88.99.0", 24],
    ["198.51.100.0", 24],
    ["203.0.113.0", 24],
    ["224.0.0.0", 4],
    ["240.0.0.0", 4],
  ],
  [
    ["2001::", 23],
    ["2001:db8::", 32],
    ["2002::", 16],
    ["3fff::", 20],
    ["fd00:ec2::254", 128],
    ["fd20:ce::254", 128],
  ],
);
const mapped = blockList([], [["::ffff:0:0", 96]]);
const globalUnicast = blockList([], [["2000::", 3]]);

/** Whether a customer may make this program talk to an address; `intranets` says that its own networks are meant too. */
export function isReachable(address: string, intranets: boolean): boolean {
  const family = isIPv4(address) ? "ipv4" : "ipv6";
  // Of a mapped address, a BlockList checks the IPv4 one that it means.
  if (nowhere.check(address, family)) return false;
  if (intranet.check(address, family)) return intranets;
  return family === "ipv4" || mapped.check(address, "ipv6") || globalUnicast.check(address, "ipv6");
}
