import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { call } from "../../api/client.ts";
import type { OperatedUser } from "../../api/contract.ts";
import { Badge } from "../../components/badge.tsx";
import { IconButton } from "../../components/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../components/menu.tsx";
import { formatAgo, formatDay } from "../../records/format.ts";
import { labelOfRole } from "../../settings/roles.ts";
import { lineClass, Section } from "../../settings/section.tsx";
import { Found, SearchForm } from "../found.tsx";
import type { Act } from "./act-dialog.tsx";

const ActDialog = lazy(() => import("./act-dialog.tsx").then((module) => ({ default: module.ActDialog })));

/** Everybody who has an account, and what an operator does for or against one. */
export function UsersPage() {
  const [search, setSearch] = useState("");
  const [acting, setActing] = useState<{ user: OperatedUser; act: Act }>();
  const client = useQueryClient();
  const found = useInfiniteQuery({
    queryKey: ["operator-users", search],
    queryFn: ({ signal, pageParam }) =>
      call("GET /api/admin/users", {
        signal,
        query: { ...(search && { search }), ...(pageParam && { after: pageParam }) },
      }),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
  return (
    <Section
      title="People"
      intro="Who has an account, where they belong, and where they are signed in. What you do is recorded in the log of each of their organizations, with the reason."
    >
      <SearchForm label="Name, address or id" onSearch={setSearch} />
      <Found
        found={found}
        lines={({ users }) =>
          users.map((user) => <UserLine key={user.id} user={user} onAct={(act) => setActing({ user, act })} />)
        }
        none={{
          title: "Nobody found",
          advice: "Search by part of the name, the start of the address, or the id.",
        }}
      />
      <Suspense>
        {acting && (
          <ActDialog
            {...acting}
            onClose={() => setActing(undefined)}
            onDone={() => client.invalidateQueries({ queryKey: ["operator-users"] })}
          />
        )}
      </Suspense>
    </Section>
  );
}

function UserLine({ user, onAct }: { user: OperatedUser; onAct: (act: Act) => void }) {
  const { name, email, emailVerified, operator, twoFactor, sessions, lastSeenAt, createdAt, organizations } = user;
  const seen = sessions === 0 ? "signed in nowhere" : `${sessions} ${sessions === 1 ? "session" : "sessions"}`;
  const places = organizations.map((one) => `${one.name} (${labelOfRole(one.role).toLowerCase()})`);
  return (
    <li className={lineClass}>
      <div className="min-w-52 flex-1">
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
          <span className="wrap-anywhere">{name}</span>
          {operator && <Badge tone="violet">Operator</Badge>}
          {twoFactor && <Badge tone="green">Two-factor</Badge>}
        </p>
        <p className="text-xs wrap-anywhere text-ink-muted">
          {email}
          {!emailVerified && " (not confirmed)"}
        </p>
        <p className="text-xs wrap-anywhere text-ink-muted">
          {places.join(", ") || "In no organization"} · {seen}
          {lastSeenAt && `, seen ${formatAgo(lastSeenAt)}`} · since {formatDay(createdAt)}
        </p>
      </div>
      <Menu
        trigger={
          <IconButton label={`Acts on ${name}`}>
            <Ellipsis aria-hidden />
          </IconButton>
        }
      >
        {sessions > 0 && <MenuItem onClick={() => onAct("sessions")}>Sign out everywhere…</MenuItem>}
        {twoFactor && <MenuItem onClick={() => onAct("two-factor")}>Reset the second factor…</MenuItem>}
        <MenuSeparator />
        <MenuItem onClick={() => onAct(operator ? "demote" : "promote")}>
          {operator ? "Remove as operator…" : "Make an operator…"}
        </MenuItem>
      </Menu>
    </li>
  );
}
