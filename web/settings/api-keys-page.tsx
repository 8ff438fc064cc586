import { useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { ApiKey } from "../api/contract.ts";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { ErrorState, Notice, SkeletonLines } from "../components/states.tsx";
import { toast } from "../components/toast.tsx";
import { hasPassed } from "../records/clock.ts";
import { formatAgo, formatDay } from "../records/format.ts";
import { KeyExample } from "./key-example.tsx";
import { KeyNetworksDialog } from "./key-networks.tsx";
import { NewKeyDialog } from "./new-key-dialog.tsx";
import { labelOfRole } from "./roles.ts";
import { boxClass, lineClass, Section } from "./section.tsx";

const keysKey = ["api-keys"];

export function ApiKeysPage() {
  const [making, setMaking] = useState(false);
  const keys = useQuery({
    queryKey: keysKey,
    queryFn: ({ signal }) => call("GET /api/organization/api-keys", { signal }),
  });
  if (keys.isPending) return <SkeletonLines />;
  if (keys.isError) return <ErrorState error={keys.error} retry={() => void keys.refetch()} />;
  const none = keys.data.data.length === 0;
  const create = (
    <Button look="primary" onClick={() => setMaking(true)}>
      <Plus aria-hidden />
      New key
    </Button>
  );
  return (
    <>
      <Section
        title="API keys"
        intro="A key lets a program work in this organization, with a role of its own that never exceeds its maker’s."
        action={!none && create}
      >
        {none ? (
          <Notice
            icon={KeyRound}
            title="No keys yet"
            action={create}
            className="max-w-none rounded-xl border border-dashed border-line-strong py-10"
          >
            Make one to import, sync or automate.
          </Notice>
        ) : (
          <ul className={boxClass}>
            {keys.data.data.map((key) => (
              <KeyLine key={key.id} apiKey={key} />
            ))}
          </ul>
        )}
      </Section>
      <Section
        title="Using a key"
        intro={
          <>
            The{" "}
            <a className="rounded text-accent-text underline underline-offset-2" href="/api/docs">
              reference
            </a>{" "}
            tells all that a program can do.
          </>
        }
      >
        <KeyExample apiKey="YOUR_KEY" />
      </Section>
      {making && <NewKeyDialog onClose={() => setMaking(false)} />}
    </>
  );
}

function KeyLine({ apiKey }: { apiKey: ApiKey }) {
  const { id, name, role, prefix, createdBy, createdAt, lastUsedAt, expiresAt, networks } = apiKey;
  const [asking, setAsking] = useState(false);
  const [binding, setBinding] = useState(false);
  const queryClient = useQueryClient();
  const expired = expiresAt !== null && hasPassed(expiresAt);
  const used = lastUsedAt ? `Last used ${formatAgo(lastUsedAt)}` : "Never used";
  return (
    <li className={lineClass}>
      <KeyRound className="size-4 text-ink-faint" aria-hidden />
      <div className="min-w-44 flex-1">
        <p className="truncate text-sm font-medium">{name}</p>
        <p className="text-xs text-ink-faint">
          <code className="font-mono">{prefix}…</code> · {used}
          {expiresAt && ` · ${expired ? "expired" : "expires"} ${formatDay(expiresAt)}`}
          <span className="block">
            Made by {createdBy.name}, {formatDay(createdAt)}
          </span>
          {networks && (
            <span className="block wrap-anywhere">
              Works only from <span className="font-mono">{networks.join(", ")}</span>
            </span>
          )}
        </p>
      </div>
      {expired && <Badge tone="amber">Expired</Badge>}
      <Badge>{labelOfRole(role)}</Badge>
      <Button look="quiet" aria-label={`Networks of ${name}`} onClick={() => setBinding(true)}>
        Networks
      </Button>
      {binding && <KeyNetworksDialog apiKey={apiKey} onClose={() => setBinding(false)} />}
      <Button look="quiet" aria-label={`Revoke ${name}`} onClick={() => setAsking(true)}>
        Revoke
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Revoke “${name}”?`}
        description={`Programs that use it are refused from now on. ${used}. It cannot be taken back.`}
        action="Revoke"
        onConfirm={async () => {
          await call("DELETE /api/organization/api-keys/{id}", { params: { id } });
          await queryClient.invalidateQueries({ queryKey: keysKey });
          toast.done({ title: `“${name}” is revoked` });
        }}
      />
    </li>
  );
}
