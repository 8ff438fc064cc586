import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Check, ChevronsUpDown, Plus } from "lucide-react";
import { call } from "../api/client.ts";
import { Avatar } from "../components/avatar.tsx";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "../components/menu.tsx";
import { tell } from "../records/changes.ts";
import { useMe } from "./session.ts";

/** Which organization one works in; `narrow` shows only its sign. */
export function OrganizationSwitcher({ narrow = false }: { narrow?: boolean }) {
  const { organizations, currentOrganization } = useMe();
  const switchTo = useSwitchOrganization();
  const navigate = useNavigate();
  const name = currentOrganization?.name ?? "No organization";
  return (
    <Menu
      align="start"
      className="w-56"
      trigger={
        <button
          type="button"
          className="flex h-9 w-full items-center gap-2 rounded-md px-2 text-left hover:bg-hover data-popup-open:bg-hover data-tooltip:justify-center pointer-coarse:h-11"
          {...(narrow && { "data-tooltip": name })}
        >
          <span className="sr-only">Organization: </span>
          <Avatar name={name} shape="thing" />
          <span className={narrow ? "sr-only" : "min-w-0 flex-1 truncate text-sm font-semibold"}>{name}</span>
          {!narrow && <ChevronsUpDown className="size-3.5 text-ink-faint" aria-hidden />}
        </button>
      }
    >
      <MenuLabel>Organizations</MenuLabel>
      {organizations.map((organization) => (
        <MenuItem key={organization.id} onClick={() => void switchTo(organization.id).catch(tell)}>
          <Avatar name={organization.name} shape="thing" />
          <span className="min-w-0 flex-1 truncate">{organization.name}</span>
          {organization.id === currentOrganization?.id && <Check aria-label="Current" />}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem onClick={() => void navigate({ to: "/organizations/new", search: {} })}>
        <Plus aria-hidden />
        New organization
      </MenuItem>
    </Menu>
  );
}

/** Makes an organization the session's current one. Nothing of the other one may stay on the screen. */
export function useSwitchOrganization() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return async (id: string) => {
    await call("POST /api/organizations/{id}/switch", { params: { id } });
    queryClient.clear();
    await navigate({ to: "/", search: {}, reloadDocument: true });
  };
}
