import { KeyRound } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { toast } from "../components/toast.tsx";
import { hasPassed } from "../records/clock.ts";
import { formatAgo, formatDay } from "../records/format.ts";
import { lineClass } from "./section.tsx";

interface Key {
  name: string;
  prefix: string;
  createdBy: { name: string };
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
  networks: readonly string[] | null;
}

/** What a key is, and how to end it. `children`: what else it has, between the two. */
export function KeyLine({
  shown: { name, prefix, createdBy, createdAt, lastUsedAt, expiresAt, networks },
  revoke,
  children,
}: {
  shown: Key;
  revoke: () => Promise<void>;
  children?: ReactNode;
}) {
  const [asking, setAsking] = useState(false);
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
      {children}
      <Button look="quiet" aria-label={`Revoke ${name}`} onClick={() => setAsking(true)}>
        Revoke
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Revoke “${name}”?`}
        description={`Programs using it are refused from now on. ${used}. It cannot be taken back.`}
        action="Revoke"
        onConfirm={async () => {
          await revoke();
          toast.done({ title: `“${name}” is revoked` });
        }}
      />
    </li>
  );
}
