import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { call } from "../../api/client.ts";
import type { OperatorKey } from "../../api/contract.ts";
import { Badge } from "../../components/badge.tsx";
import { Button } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { ErrorState, Notice, SkeletonLines } from "../../components/states.tsx";
import { toast } from "../../components/toast.tsx";
import { hasPassed } from "../../records/clock.ts";
import { formatAgo, formatDay } from "../../records/format.ts";
import { boxClass, lineClass, Section } from "../../settings/section.tsx";

const NewKey = lazy(() => import("./new-key.tsx").then((module) => ({ default: module.NewKey })));

/** Not asked for again by itself: each look is an event of the operator’s log. */
const keysQuery = queryOptions({
  queryKey: ["operator-keys"],
  queryFn: async ({ signal }) => (await call("GET /api/admin/keys", { signal })).keys,
});

/** What programs of operators come in with. */
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
        intro="A key lets a program ask what these pages ask, as the operator who made it. It makes no keys and no operators, enters no organization, and ends when its maker is no operator any more."
        action={!none && create}
      >
        {none ? (
          <Notice
            icon={KeyRound}
            title="No keys yet"
            action={create}
            className="max-w-none rounded-xl border border-dashed border-line-strong py-10"
          >
            Make one for monitoring or billing.
          </Notice>
        ) : (
          <ul className={boxClass}>
            {keys.data.map((key) => (
              <KeyLine key={key.id} operatorKey={key} />
            ))}
          </ul>
        )}
      </Section>
      <Suspense>{making && <NewKey onClose={() => setMaking(false)} />}</Suspense>
    </>
  );
}

function KeyLine({ operatorKey }: { operatorKey: OperatorKey }) {
  const { id, name, prefix, createdBy, createdAt, lastUsedAt, expiresAt, networks } = operatorKey;
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const expired = hasPassed(expiresAt);
  const used = lastUsedAt ? `Last used ${formatAgo(lastUsedAt)}` : "Never used";
  return (
    <li className={lineClass}>
      <KeyRound className="size-4 text-ink-faint" aria-hidden />
      <div className="min-w-44 flex-1">
        <p className="truncate text-sm font-medium">{name}</p>
        <p className="text-xs text-ink-faint">
          <code className="font-mono">{prefix}…</code> · {used} · {expired ? "expired" : "expires"}{" "}
          {formatDay(expiresAt)}
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
          await call("DELETE /api/admin/keys/{id}", { params: { id } });
          await client.invalidateQueries({ queryKey: keysQuery.queryKey });
          toast.done({ title: `“${name}” is revoked` });
        }}
      />
    </li>
  );
}
