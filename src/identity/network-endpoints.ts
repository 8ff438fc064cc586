import { z } from "zod";
import { allowList, mostNetworks } from "../access/networks.ts";
import { endpoint, NoInput } from "../api/endpoint.ts";
import { expectedVersion } from "../api/if-match.ts";
import { Reply } from "../api/reply.ts";
import type { Work } from "../audit/work.ts";
import { storableText } from "../records/kinds/text.ts";
import { readNetworkList, replaceNetworkList, withOverlaps } from "../tenancy/network-list.ts";
import type { NetworkList } from "../tenancy/network-list.ts";

/** One network as a caller writes it; what it is becomes clear later, so that all faults are told at once. */
export const GivenNetwork = storableText(100).describe("CIDR notation, `203.0.113.0/24`, or a single address");
const Note = storableText(200);

const Answer = z.object({
  enforced: z.boolean().describe("Whether other addresses are refused"),
  networks: z.array(
    z.object({
      network: z.string(),
      note: z.string(),
      within: z.string().nullable().describe("Another network of the list that includes this one"),
    }),
  ),
  yourAddress: z.string().nullable().describe("From where this request came"),
  includesYou: z.boolean().describe("Whether that address is in one of the networks"),
  version: z.int(),
});
const shared = { resource: "network_list", may: "networks.manage", limit: "standard" } as const;
const output = { status: 200, body: Answer } as const;

/** From which networks an organization can be reached. */
export const networkEndpoints = [
  endpoint({
    ...shared,
    route: "GET /api/organization/networks",
    summary: "The networks that the organization can be reached from",
    audit: "VIEW",
    input: NoInput,
    output,
    handle: async (_, work) => answer(await readNetworkList(work), work),
  }),
  endpoint({
    ...shared,
    route: "PUT /api/organization/networks",
    summary: "Replace the networks that the organization can be reached from; the caller's own address has to stay",
    audit: "SETTINGS_CHANGE",
    input: {
      body: z.strictObject({
        enforced: z.boolean(),
        networks: z
          .array(z.strictObject({ network: GivenNetwork, note: Note.default("") }))
          .max(mostNetworks, `must have at most ${mostNetworks} entries`),
      }),
    },
    output,
    handle: async ({ body, headers }, work, { people }) => {
      const changed = await replaceNetworkList(work, body, expectedVersion(headers));
      people.forget(`organization:${work.organizationId}`);
      return answer(changed, work);
    },
  }),
];

function answer({ networks, ...list }: NetworkList, { origin }: Work): Reply {
  const { ip } = origin;
  const body: z.output<typeof Answer> = {
    ...list,
    networks: withOverlaps(networks),
    yourAddress: ip,
    includesYou: allowList(networks.map(({ network }) => network)).includes(ip),
  };
  return Reply.json(body, { headers: { ETag: `"${list.version}"` } });
}
