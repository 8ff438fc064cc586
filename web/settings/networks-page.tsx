import { useQuery } from "@tanstack/react-query";
import { Network, Plus } from "lucide-react";
import { useState } from "react";
import type { Networks } from "../api/contract.ts";
import { useMe } from "../app/session.ts";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { ErrorState, Notice, SkeletonLines } from "../components/states.tsx";
import { toast } from "../components/toast.tsx";
import { NetworkDialog } from "./network-dialog.tsx";
import { NetworkLine } from "./network-line.tsx";
import { networksQuery, useReplaceNetworks } from "./network-queries.ts";
import { boxClass, lineClass, Section } from "./section.tsx";

/** From where the organization can be reached. */
export function NetworksPage() {
  const list = useQuery(networksQuery);
  if (list.isPending) return <SkeletonLines />;
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  return <NetworkList list={list.data} />;
}

function NetworkList({ list }: { list: Networks }) {
  // What the dialog begins with; undefined while it is closed.
  const [adding, setAdding] = useState<string>();
  const none = list.networks.length === 0;
  const add = (
    <Button look="primary" onClick={() => setAdding("")}>
      <Plus aria-hidden />
      Add network
    </Button>
  );
  return (
    <>
      <Section
        title="Networks"
        intro="While the list is enforced, people and API keys can reach this organization only from these networks. From elsewhere they can sign in, but go no further."
        action={!none && add}
      >
        <div className="flex flex-col gap-3">
          <Enforcement list={list} />
          {none ? (
            <Notice icon={Network} title="No networks yet" action={add} boxed>
              Add your office, your VPN, and where your programs run.
            </Notice>
          ) : (
            <ul className={boxClass} aria-label="Networks">
              {list.networks.map((entry) => (
                <NetworkLine key={entry.network} entry={entry} list={list} />
              ))}
            </ul>
          )}
          <OwnAddress list={list} onAdd={setAdding} />
        </div>
      </Section>
      {adding !== undefined && <NetworkDialog list={list} network={adding} onClose={() => setAdding(undefined)} />}
    </>
  );
}

/** Whether the list holds, and the way to change that. */
function Enforcement({ list }: { list: Networks }) {
  const [asking, setAsking] = useState(false);
  const { currentOrganization } = useMe();
  const replace = useReplaceNetworks(list);
  const { enforced, includesYou } = list;
  // The server would refuse it: whoever enforced it would be outside.
  const locksOut = !enforced && !includesYou;
  const name = currentOrganization?.name ?? "the organization";
  return (
    <div className={`${lineClass} rounded-xl border border-line`}>
      <p className="min-w-44 flex-1 text-sm">
        {enforced ? "Other addresses are refused." : "Access is allowed from anywhere."}
        <span className="block text-xs text-ink-faint">
          {enforced
            ? "Each refusal is recorded in the audit log."
            : locksOut
              ? "It can be enforced once your own address is on the list."
              : "The list takes effect once you enforce it."}
        </span>
      </p>
      <Badge tone={enforced ? "green" : "gray"}>{enforced ? "Enforced" : "Not enforced"}</Badge>
      <Button disabled={locksOut} onClick={() => setAsking(true)}>
        {enforced ? "Let everybody in" : "Enforce"}
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        look={enforced ? "danger" : "primary"}
        title={enforced ? "Let everybody in from anywhere?" : "Refuse all other addresses?"}
        description={
          enforced
            ? "The list stays, and you can enforce it again."
            : `From the next request on, members and API keys of ${name} are refused from outside these networks, whatever their role. Links to exports of the audit log keep working.`
        }
        action={enforced ? "Let everybody in" : "Enforce"}
        onConfirm={async () => {
          await replace({ enforced: !enforced });
          toast.done({ title: enforced ? "Everybody gets in from anywhere" : "Other addresses are refused" });
        }}
      />
    </div>
  );
}

const ofPrivateNetwork = /^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|::1$|f[cd]|fe[89ab])/;

/** Where the reader is, as the server sees it. */
function OwnAddress({ list, onAdd }: { list: Networks; onAdd: (address: string) => void }) {
  const { yourAddress, includesYou } = list;
  if (yourAddress === null) return <p className="text-xs text-ink-muted">The server cannot tell your address.</p>;
  return (
    <div className="text-xs text-ink-muted">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span>
          Your address is <code className="font-mono">{yourAddress}</code>
          {includesYou ? ", which is on the list." : ", which is not on the list."}
        </span>
        {!includesYou && (
          <Button look="quiet" onClick={() => onAdd(yourAddress)}>
            Add it
          </Button>
        )}
      </p>
      {ofPrivateNetwork.test(yourAddress) && (
        <p className="mt-1 text-pretty">
          It belongs to a private network. If you are not on that network, there is a proxy in front of NextCRM and
          everybody appears to come from it: the operator fixes this with{" "}
          <code className="font-mono">TRUSTED_PROXY_HOPS</code>.
        </p>
      )}
    </div>
  );
}
