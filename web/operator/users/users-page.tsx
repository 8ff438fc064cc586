import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Search } from "lucide-react";
import { type FormEvent, lazy, Suspense, useState } from "react";
import { call } from "../../api/client.ts";
import type { OperatedUser } from "../../api/contract.ts";
import { Badge } from "../../components/badge.tsx";
import { Button, IconButton } from "../../components/button.tsx";
import { Input } from "../../components/input.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../components/menu.tsx";
import { ErrorState, Notice, SkeletonLines } from "../../components/states.tsx";
import { formatAgo, formatDay } from "../../records/format.ts";
import { labelOfRole } from "../../settings/roles.ts";
import { boxClass, lineClass, Section } from "../../settings/section.tsx";
import type { Act } from "./act-dialog.tsx";

const ActDialog = lazy(() => import("./act-dialog.tsx").then((module) => ({ default: module.ActDialog })));

/** Everybody who has an account, and what an operator does for or against one. */
export function UsersPage() {
  const [text, setText] = useState("");
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
  const users = found.data?.pages.flatMap((page) => page.users) ?? [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSearch(text.trim());
  };
  return (
    <Section
      title="People"
      intro="Who has an account, where they belong, and where they are signed in. What you do is told in the log of each of their organizations, with the reason."
    >
      <form role="search" onSubmit={submit} className="mb-3 flex flex-wrap gap-2">
        <Input
          type="search"
          aria-label="Name, address or id"
          placeholder="Name, address or id"
          className="min-w-52 flex-1"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit">
          <Search aria-hidden />
          Search
        </Button>
      </form>
      {found.isPending ? (
        <SkeletonLines />
      ) : found.isError ? (
        <ErrorState error={found.error} retry={() => void found.refetch()} />
      ) : users.length === 0 ? (
        <Notice icon={Search} title="Nobody found">
          Look for a part of the name, the beginning of the address, or the id.
        </Notice>
      ) : (
        <ul className={boxClass}>
          {users.map((user) => (
            <UserLine key={user.id} user={user} onAct={(act) => setActing({ user, act })} />
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button className="mt-3" busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          More
        </Button>
      )}
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
          {operator ? "No operator any more…" : "Make an operator…"}
        </MenuItem>
      </Menu>
    </li>
  );
}
