import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { call } from "../../api/client.ts";
import type { OperatorKey } from "../../api/contract.ts";
import { Button } from "../../components/button.tsx";
import { ErrorState, Notice, SkeletonLines } from "../../components/states.tsx";
import { KeyLine } from "../../settings/key-line.tsx";
import { boxClass, Section } from "../../settings/section.tsx";

const NewKey = lazy(() => import("./new-key.tsx").then((module) => ({ default: module.NewKey })));

/** Not asked for again by itself: each look is an event of the operator’s log. */
const keysQuery = queryOptions({
  queryKey: ["operator-keys"],
  queryFn: async ({ signal }) => (await call("GET /api/admin/keys", { signal })).keys,
});

/** Access for operators’ programs. */
export function KeysPage() {
  const [making, setMaking] = useState(false);
  const keys = useQuery(keysQuery);
  if (keys.isPending) return <SkeletonLines />;
  if (keys.isError) return <ErrorState error={keys.error} retry={() => void keys.refetch()} />;
  const none = keys.data.length === 0;
  const create = (
    <Button look="primary" onClick={() => setMaking(true)}>
      <Plus aria-hidden />
      New key
    </Button>
  );
  return (
    <>
      <Section
        title="Operator keys"
        intro="A key lets a program ask what these pages ask, as the operator who made it. It cannot make keys or operators or enter an organization, and ends when its maker is no longer an operator."
        action={!none && create}
      >
        {none ? (
          <Notice icon={KeyRound} title="No keys yet" action={create} boxed>
            Make one for monitoring or billing.
          </Notice>
        ) : (
          <ul className={boxClass}>
            {keys.data.map((key) => (
              <OperatorKeyLine key={key.id} operatorKey={key} />
            ))}
          </ul>
        )}
      </Section>
      <Suspense>{making && <NewKey onClose={() => setMaking(false)} />}</Suspense>
    </>
  );
}

function OperatorKeyLine({ operatorKey }: { operatorKey: OperatorKey }) {
  const client = useQueryClient();
  const revoke = async () => {
    await call("DELETE /api/admin/keys/{id}", { params: { id: operatorKey.id } });
    await client.invalidateQueries({ queryKey: keysQuery.queryKey });
  };
  return <KeyLine shown={operatorKey} revoke={revoke} />;
}
