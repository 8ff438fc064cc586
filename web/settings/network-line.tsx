import { useState } from "react";
import type { Networks } from "../api/contract.ts";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { toast } from "../components/toast.tsx";
import { NetworkDialog } from "./network-dialog.tsx";
import { useReplaceNetworks } from "./network-queries.ts";
import { lineClass } from "./section.tsx";

/** A network of the list, with what it is and what can be done with it. */
export function NetworkLine({ entry, list }: { entry: Networks["networks"][number]; list: Networks }) {
  const [open, setOpen] = useState<"note" | "remove">();
  const replace = useReplaceNetworks(list);
  const { network, note, within } = entry;
  const close = () => setOpen(undefined);
  return (
    <li className={lineClass}>
      <div className="min-w-36 flex-1">
        <p className="font-mono text-sm">{network}</p>
        {note && <p className="text-xs text-pretty wrap-anywhere text-ink-muted">{note}</p>}
      </div>
      {within && <Badge>Part of {within}</Badge>}
      <div className="-mx-2 flex">
        <Button look="quiet" aria-label={`Note of ${network}`} onClick={() => setOpen("note")}>
          Note
        </Button>
        <Button look="quiet" aria-label={`Remove ${network}`} onClick={() => setOpen("remove")}>
          Remove
        </Button>
      </div>
      {open === "note" && <NetworkDialog list={list} entry={entry} network={network} onClose={close} />}
      <Confirm
        open={open === "remove"}
        onClose={close}
        title={`Remove ${network}?`}
        description={
          list.enforced && !within ? "Requests from there are refused from now on." : "Nobody is kept out by this."
        }
        action="Remove"
        onConfirm={async () => {
          await replace({ networks: list.networks.filter((other) => other !== entry) });
          toast.done({ title: `${network} is off the list` });
        }}
      />
    </li>
  );
}
