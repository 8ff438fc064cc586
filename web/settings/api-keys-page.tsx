import { useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { ApiKey } from "../api/contract.ts";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { ErrorState, Notice, SkeletonLines } from "../components/states.tsx";
import { KeyExample } from "./key-example.tsx";
import { KeyLine } from "./key-line.tsx";
import { KeyNetworksDialog } from "./key-networks.tsx";
import { NewKeyDialog } from "./new-key-dialog.tsx";
import { labelOfRole } from "./roles.ts";
import { boxClass, Section } from "./section.tsx";

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
        intro="A key lets a program work in this organization, with its own role, never above its creator’s."
        action={!none && create}
      >
        {none ? (
          <Notice icon={KeyRound} title="No keys yet" action={create} boxed>
            Make one to import, sync or automate.
          </Notice>
        ) : (
          <ul className={boxClass}>
            {keys.data.data.map((key) => (
              <ApiKeyLine key={key.id} apiKey={key} />
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
            describes everything a program can do.
          </>
        }
      >
        <KeyExample apiKey="YOUR_KEY" />
      </Section>
      {making && <NewKeyDialog onClose={() => setMaking(false)} />}
    </>
  );
}

function ApiKeyLine({ apiKey }: { apiKey: ApiKey }) {
  const { id, name, role } = apiKey;
  const [binding, setBinding] = useState(false);
  const queryClient = useQueryClient();
  const revoke = async () => {
    await call("DELETE /api/organization/api-keys/{id}", { params: { id } });
    await queryClient.invalidateQueries({ queryKey: keysKey });
  };
  return (
    <KeyLine shown={apiKey} revoke={revoke}>
      <Badge>{labelOfRole(role)}</Badge>
      <Button look="quiet" aria-label={`Networks of ${name}`} onClick={() => setBinding(true)}>
        Networks
      </Button>
      {binding && <KeyNetworksDialog apiKey={apiKey} onClose={() => setBinding(false)} />}
    </KeyLine>
  );
}
