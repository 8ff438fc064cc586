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
import { boxClass, lineClass, Section } from "./section.tsx";

const sessionsKey = ["sessions"];

export function SessionsPage() {
  const [asking, setAsking] = useState(false);
  const queryClient = useQueryClient();
  const sessions = useQuery({ queryKey: sessionsKey, queryFn: ({ signal }) => call("GET /api/sessions", { signal }) });
  const refresh = () => queryClient.invalidateQueries({ queryKey: sessionsKey });
  async function end(session: Session) {
    await call("DELETE /api/sessions/{id}", { params: { id: session.id } });
    await refresh();
    toast.done({ title: `Signed out on ${session.device}` });
  }
  if (sessions.isPending) return <SkeletonLines />;
  if (sessions.isError) return <ErrorState error={sessions.error} retry={() => void sessions.refetch()} />;
  const here = sessions.data.data.filter((session) => session.current);
  const others = sessions.data.data.filter((session) => !session.current);
  return (
    <>
      <Section title="This device">
        <ul className={boxClass}>
          {here.map((session) => (
            <SessionLine key={session.id} session={session} />
          ))}
        </ul>
      </Section>
      <Section
        title="Elsewhere"
        intro="Sign out any you do not recognize, then change your password."
        action={others.length > 1 && <Button onClick={() => setAsking(true)}>Sign out all</Button>}
      >
        {others.length === 0 ? (
          <p className="rounded-xl border border-dashed border-line-strong px-4 py-6 text-center text-sm text-ink-muted">
            You are signed in nowhere else.
          </p>
        ) : (
          <ul className={boxClass}>
            {others.map((session) => (
              <SessionLine key={session.id} session={session} onEnd={() => void end(session).catch(tell)} />
            ))}
          </ul>
        )}
      </Section>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Sign out ${others.length} other sessions?`}
        description="Every other browser and device has to sign in again."
        action="Sign out all"
        onConfirm={async () => {
          await call("DELETE /api/sessions");
          await refresh();
          toast.done({ title: "You are signed out everywhere else" });
        }}
      />
    </>
  );
}

const withWhat = {
  code: ", with a code",
  recovery_code: ", with a recovery code",
  trusted_browser: ", in a trusted browser",
};

function SessionLine({ session, onEnd }: { session: Session; onEnd?: () => void }) {
  const Icon = /iphone|ipad|android/i.test(session.device) ? Smartphone : Laptop;
  const seen = session.current ? "active now" : `last active ${formatAgo(session.lastSeenAt)}`;
  return (
    <li className={lineClass}>
      <Icon className="size-5 text-ink-faint" aria-hidden />
      <div className="min-w-40 flex-1">
        <p className="truncate text-sm font-medium" title={session.userAgent ?? undefined}>
          {session.device}
        </p>
        <p className="text-xs text-ink-faint">
          {session.address ?? "unknown address"} · {seen}
          <span className="block">
            Signed in {formatMoment(session.createdAt)}
            {session.secondFactor && withWhat[session.secondFactor]}
          </span>
        </p>
      </div>
      {onEnd ? (
        <Button aria-label={`Sign out ${session.device}, ${session.address ?? "unknown address"}`} onClick={onEnd}>
          Sign out
        </Button>
      ) : (
        <Badge tone="green">This device</Badge>
      )}
    </li>
  );
}
