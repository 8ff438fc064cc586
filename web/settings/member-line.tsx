import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { Member, Role } from "../api/contract.ts";
import { meQuery, useCan, useMe } from "../app/session.ts";
import { Avatar } from "../components/avatar.tsx";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { Select } from "../components/select.tsx";
import { toast } from "../components/toast.tsx";
import { tell } from "../records/changes.ts";
import { formatAgo, formatDay } from "../records/format.ts";
import { formerMembersQuery } from "./legal-hold-queries.ts";
import { labelOfRole, roleMeanings, rolesUpTo } from "./roles.ts";
import { lineClass } from "./section.tsx";

export function MemberLine({ member, isOnlyOwner }: { member: Member; isOnlyOwner: boolean }) {
  const { user, role: mine } = useMe();
  const can = useCan();
  const { changeRole, remove } = useMemberChanges(member);
  const [stepping, setStepping] = useState<Role>();
  const [removing, setRemoving] = useState(false);
  const isMe = member.userId === user.id;
  const mayChange = member.role === "owner" ? can("owners.manage") : can("members.manage");
  const active = member.lastActiveAt ? `active ${formatAgo(member.lastActiveAt)}` : undefined;
  const secured = member.hasTwoFactor === null ? undefined : `two-factor ${member.hasTwoFactor ? "on" : "off"}`;
  const choose = (role: Role | null) => {
    if (!role || role === member.role) return;
    if (isMe) setStepping(role);
    else void changeRole(role).catch(tell);
  };
  return (
    <li className={lineClass}>
      <Avatar name={member.name} size="md" />
      <div className="min-w-40 flex-1">
        <p className="truncate text-sm font-medium">
          {member.name} {isMe && <span className="font-normal text-ink-faint">(you)</span>}
        </p>
        <p className="truncate text-xs text-ink-faint">{member.email}</p>
        <p className="text-xs text-ink-faint">
          {[`Joined ${formatDay(member.createdAt)}`, active].filter(Boolean).join(", ")}
          {secured && ", "}
          <span className="whitespace-nowrap">{secured}</span>
        </p>
      </div>
      {mayChange && !isOnlyOwner ? (
        <div className="flex items-center gap-1 max-sm:w-full max-sm:justify-end">
          <Select
            label={`Role of ${member.name}`}
            className="w-28"
            value={member.role}
            options={rolesUpTo(mine)}
            onChange={choose}
          />
          <Button look="quiet" onClick={() => setRemoving(true)}>
            {isMe ? "Leave" : "Remove"}
          </Button>
        </div>
      ) : (
        <Badge>{labelOfRole(member.role)}</Badge>
      )}
      {isOnlyOwner && isMe && (
        <p className="w-full text-xs text-ink-muted">
          An organization has at least one owner. Before you can step down or leave, make somebody else an owner.
        </p>
      )}
      <Confirm
        open={stepping !== undefined}
        onClose={() => setStepping(undefined)}
        title={`Become ${stepping ?? ""}?`}
        description={`${stepping ? roleMeanings[stepping] : ""} Only somebody with a higher role can restore yours.`}
        action="Change my role"
        onConfirm={async () => stepping && (await changeRole(stepping))}
      />
      <Confirm
        open={removing}
        onClose={() => setRemoving(false)}
        title={isMe ? "Leave this organization?" : `Remove ${member.name}?`}
        description={<Leaving member={member} isMe={isMe} />}
        action={isMe ? "Leave" : "Remove"}
        onConfirm={remove}
      />
    </li>
  );
}

/** What goes and what stays. */
function Leaving({ member, isMe }: { member: Member; isMe: boolean }) {
  const who = isMe ? "you" : "they";
  return (
    <ul className="list-disc space-y-1 pl-4">
      <li>Access ends at once, and so do the API keys that {who} made.</li>
      <li>
        Records that {who} own stay, with {isMe ? "your" : "their"} name on them.{" "}
        <Link
          to="/$plural"
          params={{ plural: "accounts" }}
          search={{ "filter[owner][eq]": member.userId }}
          className="rounded text-accent-text underline underline-offset-2"
        >
          See {isMe ? "your" : "their"} accounts
        </Link>{" "}
        to give them to somebody else first.
      </li>
      <li>A new invitation brings {isMe ? "you" : "them"} back.</li>
    </ul>
  );
}

function useMemberChanges(member: Member) {
  const { user } = useMe();
  const queryClient = useQueryClient();
  const isMe = member.userId === user.id;
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: ["members"] }),
      queryClient.invalidateQueries({ queryKey: ["invitations"] }),
      queryClient.invalidateQueries({ queryKey: formerMembersQuery.queryKey }),
    ]);
  async function changeRole(role: Role) {
    await call("PATCH /api/organization/members/{id}", { params: { id: member.id }, body: { role } });
    if (isMe) await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
    await refresh();
    toast.done({ title: `${isMe ? "You are" : `${member.name} is`} now ${role}` });
  }
  async function remove() {
    await call("DELETE /api/organization/members/{id}", { params: { id: member.id } });
    if (isMe) return window.location.assign("/");
    await refresh();
    toast.done({ title: `${member.name} is removed` });
  }
  return { changeRole, remove };
}
