import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { FormerMember } from "../api/contract.ts";
import { Avatar } from "../components/avatar.tsx";
import { Button } from "../components/button.tsx";
import { formatDay } from "../records/format.ts";
import { EraseDialog } from "./erase-dialog.tsx";
import { formerMembersQuery } from "./legal-hold-queries.ts";
import { refusalOf, useHolds } from "./use-holds.ts";
import { boxClass, lineClass, Section } from "./section.tsx";

/** Those who have left, each of whom can be forgotten. */
export function FormerMembers() {
  const { data = [] } = useQuery(formerMembersQuery);
  if (data.length === 0) return null;
  return (
    <Section title="Former members" intro="What they created stays under their name until they are forgotten.">
      <ul className={boxClass}>
        {data.map((member) => (
          <FormerLine key={member.id} member={member} />
        ))}
      </ul>
    </Section>
  );
}

function FormerLine({ member: { id, name, email, removedAt } }: { member: FormerMember }) {
  const [erasing, setErasing] = useState(false);
  const { refusingErasure } = useHolds({ userId: id });
  const queryClient = useQueryClient();
  return (
    <li className={lineClass}>
      <Avatar name={name} size="md" />
      <div className="min-w-40 flex-1">
        <p className="truncate text-sm font-medium">{name}</p>
        <p className="truncate text-xs text-ink-faint">{email}</p>
        <p className="text-xs text-ink-faint">Left {formatDay(removedAt)}</p>
      </div>
      <Button look="quiet" aria-label={`Forget ${name}`} onClick={() => setErasing(true)}>
        Forget
      </Button>
      {erasing && (
        <EraseDialog
          name={name}
          goes={[
            "Their name and email address in this organization: what they made is by “Erased person”.",
            "All their values in the audit log: name, addresses and browsers, in what they did and in what was done to them.",
            "What the log says about others, where it contains their full name or email address.",
          ]}
          stays={[
            "What they made and changed, when, and that somebody was erased: by a number, without a name.",
            "The log’s proofs, which remain valid.",
            "Their account, which they may use in other organizations.",
          ]}
          refusal={refusalOf(refusingErasure)}
          erase={() => call("POST /api/organization/members/{id}/erase", { params: { id } })}
          onErased={() => queryClient.invalidateQueries()}
          onClose={() => setErasing(false)}
        />
      )}
    </li>
  );
}
