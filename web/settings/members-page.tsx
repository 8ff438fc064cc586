import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useCan } from "../app/session.ts";
import { Button } from "../components/button.tsx";
import { ErrorState, SkeletonLines } from "../components/states.tsx";
import { membersQuery } from "../records/queries.ts";
import { FormerMembers } from "./former-members.tsx";
import { Invitations } from "./invitations.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { MemberLine } from "./member-line.tsx";
import { labelOfRole, roleMeanings, rolesUpTo } from "./roles.ts";
import { boxClass, Section } from "./section.tsx";

export function MembersPage() {
  const can = useCan();
  const [inviting, setInviting] = useState(false);
  const members = useQuery(membersQuery);
  if (members.isPending) return <SkeletonLines />;
  if (members.isError) return <ErrorState error={members.error} retry={() => void members.refetch()} />;
  const count = members.data.length;
  const owners = members.data.filter(({ role }) => role === "owner").length;
  return (
    <>
      <Section
        title={count === 1 ? "1 member" : `${count} members`}
        intro="Everybody here works on the same records, as far as their role allows."
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
            <MemberLine key={member.id} member={member} isOnlyOwner={member.role === "owner" && owners === 1} />
          ))}
        </ul>
      </Section>
      {can("invitations.manage") && <Invitations />}
      {can("members.manage") && <FormerMembers />}
      <Section title="What the roles mean">
        <dl className={boxClass}>
          {rolesUpTo("owner").map(({ value }) => (
            <div key={value} className="flex gap-4 px-4 py-2.5 text-sm">
              <dt className="w-16 shrink-0 font-medium">{labelOfRole(value)}</dt>
              <dd className="text-ink-muted">{roleMeanings[value]}</dd>
            </div>
          ))}
        </dl>
      </Section>
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  );
}
