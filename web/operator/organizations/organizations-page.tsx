import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { call } from "../../api/client.ts";
import type { OperatedOrganization } from "../../api/contract.ts";
import { useAddressSearch } from "../../app/use-search.ts";
import { Badge } from "../../components/badge.tsx";
import { IconButton } from "../../components/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../components/menu.tsx";
import { Select } from "../../components/select.tsx";
import { formatBytes, formatDay, formatDecimal } from "../../records/format.ts";
import { lineClass, Section } from "../../settings/section.tsx";
import { Found, SearchForm } from "../found.tsx";
import type { Act } from "./act-dialog.tsx";

const ActDialog = lazy(() => import("./act-dialog.tsx").then((module) => ({ default: module.ActDialog })));

const statuses = [
  { value: "any", label: "Any status" },
  { value: "active", label: "Active" },
  { value: "suspended", label: "Suspended" },
  { value: "deleting", label: "Being deleted" },
] as const;
type Status = (typeof statuses)[number]["value"];

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
  // Other pages lead here with an id. What is typed stays out of the address: it may be a person's.
  const led = useAddressSearch()["search"] ?? "";
  const [search, setSearch] = useState(led);
  const [status, setStatus] = useState<Status>("any");
  const [acting, setActing] = useState<{ organization: OperatedOrganization; act: Act }>();
  const client = useQueryClient();
  const found = useOrganizations(search, status);
  return (
    <Section
      title="Organizations"
      intro="Who is here, on which plan, and how much of it is used. What you do to an organization is recorded in its own log, with the reason."
    >
      <SearchForm label="Name, id or an owner’s address" initially={led} onSearch={setSearch}>
        <div className="w-40">
          <Select label="Status" value={status} options={statuses} onChange={(next) => setStatus(next ?? "any")} />
        </div>
      </SearchForm>
      <Found
        found={found}
        lines={({ organizations }) =>
          organizations.map((organization) => (
            <OrganizationLine
              key={organization.id}
              organization={organization}
              onAct={(act) => setActing({ organization, act })}
            />
          ))
        }
        none={{
          title: "No organization found",
          advice: "Search by part of its name, its id, or an owner’s full address.",
        }}
      />
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
