import { useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { tell } from "../records/changes.ts";
import { formatDate } from "../records/format.ts";
import { boxClass, lineClass, Section } from "./section.tsx";

export const invitationsKey = ["invitations"];

/** Invitations that nobody has accepted yet. */
export function Invitations() {
  const queryClient = useQueryClient();
  const { data } = useQuery({
    queryKey: invitationsKey,
    queryFn: ({ signal }) => call("GET /api/organization/invitations", { signal }),
  });
  async function withdraw(id: string) {
    await call("DELETE /api/organization/invitations/{id}", { params: { id } });
    await queryClient.invalidateQueries({ queryKey: invitationsKey });
  }
  if (!data || data.data.length === 0) return null;
  return (
    <Section title="Invitations" intro="Sent and not yet accepted.">
      <ul className={boxClass}>
        {data.data.map((invitation) => (
          <li key={invitation.id} className={lineClass}>
            <div className="min-w-36 flex-1">
              <p className="truncate text-sm font-medium">{invitation.email}</p>
              {invitation.expiresAt && (
                <p className="text-xs text-ink-faint">until {formatDate(invitation.expiresAt)}</p>
              )}
            </div>
            <Badge>{invitation.role}</Badge>
            <Button look="quiet" onClick={() => void withdraw(invitation.id).catch(tell)}>
              Withdraw
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
