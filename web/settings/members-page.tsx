import { useQuery, useQueryClient } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { Member, Role } from "../api/contract.ts";
import { useCan, useMe } from "../app/session.ts";
import { Avatar } from "../components/avatar.tsx";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { Select } from "../components/select.tsx";
import { ErrorState, SkeletonLines } from "../components/states.tsx";
import { toast } from "../components/toast.tsx";
import { tell } from "../records/changes.ts";
import { membersQuery } from "../records/queries.ts";
import { Invitations } from "./invitations.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { rolesUpTo } from "./roles.ts";
import { boxClass, lineClass, Section, usePageTitle } from "./section.tsx";

export function MembersPage() {
  usePageTitle("Members");
  const can = useCan();
  const [inviting, setInviting] = useState(false);
  const members = useQuery(membersQuery);
  if (members.isPending) return <SkeletonLines />;
  if (members.isError) return <ErrorState error={members.error} retry={() => void members.refetch()} />;
  return (
    <>
      <Section
        title="Members"
        intro="Everybody here works in the same records, each as their role allows."
        action={
          can("invitations.manage") && (
            <Button look="primary" onClick={() => setInviting(true)}>
              <UserPlus aria-hidden />
              Invite
            </Button>
          )
        }
      >
        <ul className={boxClass}>
          {members.data.map((member) => (
            <MemberLine key={member.id} member={member} />
          ))}
        </ul>
      </Section>
      {can("invitations.manage") && <Invitations />}
      <InviteDialog open={inviting} onClose={() => setInviting(false)} />
    </>
  );
}

function MemberLine({ member }: { member: Member }) {
  const { user, role: mine } = useMe();
  const can = useCan();
  const [removing, setRemoving] = useState(false);
  const queryClient = useQueryClient();
  const isMe = (member.userId ?? member.id) === user.id;
  const mayChange = member.role === "owner" ? can("owners.manage") : can("members.manage");
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["members"] });

  async function changeRole(role: Role) {
    await call("PATCH /api/organization/members/{id}", { params: { id: member.id }, body: { role } });
    await refresh();
    if (isMe) await queryClient.invalidateQueries({ queryKey: ["me"] });
    toast.done({ title: `${member.name} is now ${role}` });
  }
  return (
    <li className={lineClass}>
      <Avatar name={member.name} size="md" />
      <div className="min-w-36 flex-1">
        <p className="truncate text-sm font-medium">
          {member.name} {isMe && <span className="font-normal text-ink-faint">(you)</span>}
        </p>
        <p className="truncate text-xs text-ink-faint">{member.email}</p>
      </div>
      {mayChange ? (
        <>
          <Select
            label={`Role of ${member.name}`}
            className="w-28"
            value={member.role}
            options={rolesUpTo(mine)}
            onChange={(role) => role && role !== member.role && void changeRole(role).catch(tell)}
          />
          <Button look="quiet" onClick={() => setRemoving(true)}>
            {isMe ? "Leave" : "Remove"}
          </Button>
        </>
      ) : (
        <Badge>{member.role}</Badge>
      )}
      <Confirm
        open={removing}
        onClose={() => setRemoving(false)}
        title={isMe ? "Leave this organization?" : `Remove ${member.name}?`}
        description="Access ends at once, API keys included. What they made stays, with their name on it."
        action={isMe ? "Leave" : "Remove"}
        onConfirm={async () => {
          await call("DELETE /api/organization/members/{id}", { params: { id: member.id } });
          if (isMe) window.location.assign("/");
          else await refresh();
        }}
      />
    </li>
  );
}
