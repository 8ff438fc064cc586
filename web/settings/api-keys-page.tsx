import { useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Lock, Plus } from "lucide-react";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { ApiKey } from "../api/contract.ts";
import { useCan } from "../app/session.ts";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { ErrorState, Notice, SkeletonLines } from "../components/states.tsx";
import { formatAgo, formatDate } from "../records/format.ts";
import { NewKeyDialog } from "./new-key-dialog.tsx";
import { boxClass, lineClass, Section, usePageTitle } from "./section.tsx";

export const keysKey = ["api-keys"];

export function ApiKeysPage() {
  usePageTitle("API keys");
  const can = useCan();
  const [making, setMaking] = useState(false);
  const keys = useQuery({
    queryKey: keysKey,
    enabled: can("keys.manage"),
    queryFn: ({ signal }) => call("GET /api/organization/api-keys", { signal }),
  });
  if (!can("keys.manage")) {
    return (
      <Notice icon={Lock} title="You may not see this">
        API keys are for owners and administrators.
      </Notice>
    );
  }
  if (keys.isPending) return <SkeletonLines />;
  if (keys.isError) return <ErrorState error={keys.error} retry={() => void keys.refetch()} />;
  return (
    <Section
      title="API keys"
      intro="A key lets a program work in this organization with a role of its own."
      action={
        <Button look="primary" onClick={() => setMaking(true)}>
          <Plus aria-hidden />
          New key
        </Button>
      }
    >
      {keys.data.data.length === 0 ? (
        <Notice icon={KeyRound} title="No keys yet">
          Make one to import, sync or automate. The{" "}
          <a className="text-accent-text underline" href="/api/docs">
            reference
          </a>{" "}
          tells what a program can do.
        </Notice>
      ) : (
        <ul className={boxClass}>
          {keys.data.data.map((key) => (
            <KeyLine key={key.id} apiKey={key} />
          ))}
        </ul>
      )}
      <NewKeyDialog open={making} onClose={() => setMaking(false)} />
    </Section>
  );
}

function KeyLine({ apiKey }: { apiKey: ApiKey }) {
  const [asking, setAsking] = useState(false);
  const queryClient = useQueryClient();
  const facts = [
    apiKey.prefix && `${apiKey.prefix}…`,
    apiKey.lastUsedAt ? `used ${formatAgo(apiKey.lastUsedAt)}` : "never used",
    apiKey.expiresAt && `until ${formatDate(apiKey.expiresAt)}`,
  ].filter(Boolean);
  return (
    <li className={lineClass}>
      <KeyRound className="size-4 text-ink-faint" aria-hidden />
      <div className="min-w-36 flex-1">
        <p className="truncate text-sm font-medium">{apiKey.name}</p>
        <p className="truncate text-xs text-ink-faint">{facts.join(" · ")}</p>
      </div>
      <Badge>{apiKey.role}</Badge>
      <Button look="quiet" onClick={() => setAsking(true)}>
        Revoke
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Revoke “${apiKey.name}”?`}
        description="Programs that use it are refused from now on."
        action="Revoke"
        onConfirm={async () => {
          await call("DELETE /api/organization/api-keys/{id}", { params: { id: apiKey.id } });
          await queryClient.invalidateQueries({ queryKey: keysKey });
        }}
      />
    </li>
  );
}
