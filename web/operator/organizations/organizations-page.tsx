import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Search } from "lucide-react";
import { type FormEvent, lazy, Suspense, useState } from "react";
import { call } from "../../api/client.ts";
import type { OperatedOrganization } from "../../api/contract.ts";
import { Badge } from "../../components/badge.tsx";
import { Button, IconButton } from "../../components/button.tsx";
import { Input } from "../../components/input.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../components/menu.tsx";
import { Select } from "../../components/select.tsx";
import { ErrorState, Notice, SkeletonLines } from "../../components/states.tsx";
import { formatBytes, formatDay, formatDecimal } from "../../records/format.ts";
import { boxClass, lineClass, Section } from "../../settings/section.tsx";
import type { Act } from "./act-dialog.tsx";

const ActDialog = lazy(() => import("./act-dialog.tsx").then((module) => ({ default: module.ActDialog })));

const statuses = [
  { value: "any", label: "Any status" },
  { value: "active", label: "Active" },
  { value: "suspended", label: "Suspended" },
  { value: "deleting", label: "Being deleted" },
] as const;
type Status = (typeof statuses)[number]["value"];

/** Asked for when somebody looks, since each look is an event of the operator’s log. */
function useOrganizations(search: string, status: Status) {
  return useInfiniteQuery({
    queryKey: ["operator-organizations", search, status],
    queryFn: ({ signal, pageParam }) =>
      call("GET /api/admin/organizations", {
        signal,
        query: {
          ...(search && { search }),
          ...(status !== "any" && { status }),
          ...(pageParam && { after: pageParam }),
        },
      }),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}

/** Every organization of the installation, and what an operator does to one. */
export function OrganizationsPage() {
  const [search, setSearch] = useState("");
  const [status, setStatus] = useState<Status>("any");
  const [acting, setActing] = useState<{ organization: OperatedOrganization; act: Act }>();
  const client = useQueryClient();
  const found = useOrganizations(search, status);
  const organizations = found.data?.pages.flatMap((page) => page.organizations) ?? [];
  return (
    <Section
      title="Organizations"
      intro="Who is here, on which plan, and how much of it is used. What you do to an organization is told in its own log, with the reason."
    >
      <SearchBar search={search} onSearch={setSearch} status={status} onStatus={setStatus} />
      {found.isPending ? (
        <SkeletonLines />
      ) : found.isError ? (
        <ErrorState error={found.error} retry={() => void found.refetch()} />
      ) : organizations.length === 0 ? (
        <Notice icon={Search} title="No organization found">
          Look for a part of its name, its id, or an owner’s whole address.
        </Notice>
      ) : (
        <ul className={boxClass}>
          {organizations.map((organization) => (
            <OrganizationLine
              key={organization.id}
              organization={organization}
              onAct={(act) => setActing({ organization, act })}
            />
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
            onDone={() => client.invalidateQueries({ queryKey: ["operator-organizations"] })}
          />
        )}
      </Suspense>
    </Section>
  );
}

type SearchBarProps = {
  search: string;
  onSearch: (text: string) => void;
  status: Status;
  onStatus: (status: Status) => void;
};

function SearchBar({ search, onSearch, status, onStatus }: SearchBarProps) {
  const [text, setText] = useState(search);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(text.trim());
  };
  return (
    <form role="search" onSubmit={submit} className="mb-3 flex flex-wrap gap-2">
      <Input
        type="search"
        aria-label="Name, id or an owner’s address"
        placeholder="Name, id or an owner’s address"
        className="min-w-52 flex-1"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="w-40">
        <Select label="Status" value={status} options={statuses} onChange={(next) => onStatus(next ?? "any")} />
      </div>
      <Button type="submit">
        <Search aria-hidden />
        Search
      </Button>
    </form>
  );
}

type LineProps = { organization: OperatedOrganization; onAct: (act: Act) => void };

function OrganizationLine({ organization, onAct }: LineProps) {
  const { name, id, plan, status, suspended, deletionDueAt, owners, members, records, storageBytes, createdAt } =
    organization;
  const facts = [
    `${formatDecimal(members)} ${members === 1 ? "member" : "members"}`,
    `${formatDecimal(records)} records`,
    formatBytes(storageBytes),
    `since ${formatDay(createdAt)}`,
  ];
  return (
    <li className={lineClass}>
      <div className="min-w-52 flex-1">
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
          <span className="wrap-anywhere">{name}</span>
          <Badge>{plan}</Badge>
          {status === "suspended" && <Badge tone="amber">Suspended</Badge>}
          {status === "deleting" && <Badge tone="red">Being deleted</Badge>}
          {deletionDueAt && status !== "deleting" && <Badge tone="red">Deleted on {formatDay(deletionDueAt)}</Badge>}
        </p>
        <p className="text-xs text-ink-muted tabular-nums">{facts.join(" · ")}</p>
        <p className="text-xs wrap-anywhere text-ink-muted">
          {owners.map(({ name: owner, email }) => `${owner} <${email}>`).join(", ") || "No owner"}
          {suspended?.reason && <span className="block">Suspended: {suspended.reason}</span>}
        </p>
        <p className="font-mono text-2xs text-ink-muted select-all">{id}</p>
      </div>
      {status !== "deleting" && <Acts organization={organization} onAct={onAct} />}
    </li>
  );
}

function Acts({ organization: { name, status, deletionDueAt, operatorVisits }, onAct }: LineProps) {
  const isOpen = status === "active";
  return (
    <Menu
      trigger={
        <IconButton label={`Acts on ${name}`}>
          <Ellipsis aria-hidden />
        </IconButton>
      }
    >
      {isOpen && (
        <MenuItem onClick={() => onAct("visit")}>
          {operatorVisits ? "Visit to help…" : "Visit (refused by it)…"}
        </MenuItem>
      )}
      <MenuItem onClick={() => onAct("plan")}>Change the plan…</MenuItem>
      <MenuSeparator />
      {isOpen && !deletionDueAt && <MenuItem onClick={() => onAct("suspend")}>Suspend…</MenuItem>}
      {status === "suspended" && <MenuItem onClick={() => onAct("resume")}>Resume…</MenuItem>}
      {isOpen && !deletionDueAt && <MenuItem onClick={() => onAct("delete")}>Schedule the deletion…</MenuItem>}
    </Menu>
  );
}
