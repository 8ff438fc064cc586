import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { Invitation } from "../api/contract.ts";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { toast } from "../components/toast.tsx";
import { tell } from "../records/changes.ts";
import { hasPassed } from "../records/clock.ts";
import { formatAgo } from "../records/format.ts";
import { handOver, invite } from "./invite-dialog.tsx";
import { labelOfRole } from "./roles.ts";
import { boxClass, lineClass, Section } from "./section.tsx";

const invitationsKey = ["invitations"];

/** Invitations that nobody has accepted yet. */
export function Invitations() {
  const [link, setLink] = useState<{ email: string; url: string }>();
  const { data } = useQuery({
    queryKey: invitationsKey,
    queryFn: ({ signal }) => call("GET /api/organization/invitations", { signal }),
  });
  if (!data || data.data.length === 0) return null;
  const outcome = link && handOver([link]);
  return (
    <Section title="Invitations" intro="Not accepted yet. Sending one again invalidates the earlier link.">
      <ul className={boxClass}>
        {data.data.map((invitation) => (
          <InvitationLine key={invitation.id} invitation={invitation} onLink={setLink} />
        ))}
      </ul>
      <Dialog
        open={outcome !== undefined}
        onClose={() => setLink(undefined)}
        title={outcome?.title}
        footer={
          <Button look="primary" onClick={() => setLink(undefined)}>
            Done
          </Button>
        }
      >
        {outcome?.content}
      </Dialog>
    </Section>
  );
}

type LineProps = { invitation: Invitation; onLink: (link: { email: string; url: string }) => void };

function InvitationLine({ invitation, onLink }: LineProps) {
  const { id, email, role, invitedBy, createdAt, expiresAt } = invitation;
  const [busy, setBusy] = useState(false);
  const queryClient = useQueryClient();
  const expired = hasPassed(expiresAt);
  const by = invitedBy ? `${invitedBy.name} invited ${formatAgo(createdAt)}` : `Invited ${formatAgo(createdAt)}`;
  async function act(what: () => Promise<unknown>) {
    setBusy(true);
    await what().catch(tell);
    setBusy(false);
    await queryClient.invalidateQueries({ queryKey: invitationsKey });
  }
  async function sendAgain() {
    const { url } = await invite(email, role);
    if (url) onLink({ email, url });
    else toast.done({ title: "Invitation sent again", detail: email });
  }
  async function withdraw() {
    await call("DELETE /api/organization/invitations/{id}", { params: { id } });
    toast.done({ title: "Invitation withdrawn", detail: `The link sent to ${email} no longer works.` });
  }
  return (
    <li className={lineClass}>
      <div className="min-w-44 flex-1">
        <p className="truncate text-sm font-medium">{email}</p>
        <p className="text-xs text-ink-faint">
          {by}, {expired ? "expired" : "expires"} {formatAgo(expiresAt)}
        </p>
      </div>
      {expired && <Badge tone="amber">Expired</Badge>}
      <Badge>{labelOfRole(role)}</Badge>
      <div className="flex">
        <Button
          look="quiet"
          disabled={busy}
          aria-label={`Send ${email} the invitation again`}
          onClick={() => void act(sendAgain)}
        >
          Send again
        </Button>
        <Button
          look="quiet"
          disabled={busy}
          aria-label={`Withdraw the invitation of ${email}`}
          onClick={() => void act(withdraw)}
        >
          Withdraw
        </Button>
      </div>
    </li>
  );
}
