import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { ApiKey } from "../api/contract.ts";
import { Field } from "../components/field.tsx";
import { Textarea } from "../components/input.tsx";
import { toast } from "../components/toast.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { FormDialog } from "./form-dialog.tsx";

/** The networks that somebody wrote, one a line. */
export const networksIn = (text: string) => text.split(/[\s,]+/).filter(Boolean);

type KeyNetworksProps = {
  value: string;
  onChange: (text: string) => void;
  faultOf: (field: string) => string | undefined;
  hint?: string;
};

const anywhere =
  "Networks such as 203.0.113.0/24, one per line. Leave empty to allow every network that the organization allows.";

/** From where a key works: everywhere, unless something is written. */
export function KeyNetworks({ value, onChange, faultOf, hint = anywhere }: KeyNetworksProps) {
  const faults = networksIn(value).flatMap((network, at) => {
    const fault = faultOf(`networks.${at}`);
    return fault ? [`${network}: ${fault}`] : [];
  });
  return (
    <Field label="Works only from" hint={hint} error={faults[0] ?? faultOf("networks")}>
      <Textarea rows={2} spellCheck={false} value={value} onChange={(event) => onChange(event.target.value)} />
    </Field>
  );
}

/** Changes from where a key works. */
export function KeyNetworksDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const [networks, setNetworks] = useState((apiKey.networks ?? []).join("\n"));
  const queryClient = useQueryClient();
  const submission = useSubmission(async () => {
    await call("PATCH /api/organization/api-keys/{id}", {
      params: { id: apiKey.id },
      body: { networks: networksIn(networks) },
    });
    await queryClient.invalidateQueries({ queryKey: ["api-keys"] });
    toast.done({ title: "Saved" });
    onClose();
  });
  return (
    <FormDialog title={`Networks of “${apiKey.name}”`} action="Save" submission={submission} onClose={onClose}>
      <KeyNetworks value={networks} onChange={setNetworks} faultOf={submission.faultOf} />
    </FormDialog>
  );
}
