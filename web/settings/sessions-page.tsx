import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Laptop, Smartphone } from "lucide-react";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { Session } from "../api/contract.ts";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { ErrorState, SkeletonLines } from "../components/states.tsx";
import { toast } from "../components/toast.tsx";
import { tell } from "../records/changes.ts";
import { formatAgo, formatMoment } from "../records/format.ts";
import { boxClass, lineClass, Section, usePageTitle } from "./section.tsx";

export function SessionsPage() {
  usePageTitle("Sessions");
  const [asking, setAsking] = useState(false);
  const queryClient = useQueryClient();
  const sessions = useQuery({ queryKey: ["sessions"], queryFn: ({ signal }) => call("GET /api/sessions", { signal }) });
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["sessions"] });
  async function end(id: string) {
    await call("DELETE /api/sessions/{id}", { params: { id } });
    await refresh();
    toast.done({ title: "Signed out there" });
  }
  if (sessions.isPending) return <SkeletonLines />;
  if (sessions.isError) return <ErrorState error={sessions.error} retry={() => void sessions.refetch()} />;
  const others = sessions.data.data.filter((session) => !session.current).length;
  return (
    <Section
      title="Sessions"
      intro="Where you are signed in. End what you do not know, then change your password."
      action={others > 0 && <Button onClick={() => setAsking(true)}>End all others</Button>}
    >
      <ul className={boxClass}>
        {sessions.data.data.map((session) => (
          <SessionLine key={session.id} session={session} onEnd={() => void end(session.id).catch(tell)} />
        ))}
      </ul>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title="End all other sessions?"
        description="Every other browser and device has to sign in again."
        action="End them"
        onConfirm={async () => {
          await call("DELETE /api/sessions");
          await refresh();
        }}
      />
    </Section>
  );
}

function SessionLine({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const Icon = /iphone|android/i.test(session.device) ? Smartphone : Laptop;
  return (
    <li className={lineClass}>
      <Icon className="size-5 text-ink-faint" aria-hidden />
      <div className="min-w-36 flex-1">
        <p className="truncate text-sm font-medium">{session.device}</p>
        <p className="text-xs text-ink-faint">
          {session.address ?? "unknown address"} · since {formatMoment(session.createdAt)} · seen{" "}
          {formatAgo(session.lastSeenAt)}
        </p>
      </div>
      {session.current ? (
        <Badge tone="green">This one</Badge>
      ) : (
        <Button size="sm" onClick={onEnd}>
          End
        </Button>
      )}
    </li>
  );
}
