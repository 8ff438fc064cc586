import { Link } from "@tanstack/react-router";
import { Keyboard, LogOut, Monitor, Moon, Sun, UserRound } from "lucide-react";
import { call } from "../api/client.ts";
import { Avatar } from "../components/avatar.tsx";
import { KeyCaps } from "../components/key-caps.tsx";
import { Menu, MenuItem, MenuLabel, MenuLink, MenuSeparator } from "../components/menu.tsx";
import { tell } from "../records/changes.ts";
import { changePreferences } from "./preferences.ts";
import { forgetSession, useMe } from "./session.ts";
import { type Theme, useTheme } from "./theme.ts";

export const themes = [
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
  { value: "system", label: "Like the system", icon: Monitor },
] as const satisfies { value: Theme; label: string; icon: unknown }[];

/** The signed-in person and what is theirs; `narrow` shows only their sign. */
export function AccountMenu({ narrow = false, openShortcuts }: { narrow?: boolean; openShortcuts: () => void }) {
  const { user } = useMe();
  const theme = useTheme();
  return (
    <Menu
      align="start"
      className="w-56"
      trigger={
        <button
          type="button"
          className="flex h-9 items-center gap-2 rounded-md px-2 text-left hover:bg-hover data-popup-open:bg-hover data-tooltip:justify-center pointer-coarse:h-11"
          {...(narrow && { "data-tooltip": user.name })}
        >
          <span className="sr-only">Your account: </span>
          <Avatar name={user.name} />
          <span className={narrow ? "sr-only" : "min-w-0 flex-1 truncate text-sm"}>{user.name}</span>
        </button>
      }
    >
      <MenuLink render={<Link to="/settings/profile" search={{}} />}>
        <UserRound aria-hidden />
        Profile
      </MenuLink>
      <MenuItem className="pointer-coarse:hidden" onClick={openShortcuts}>
        <Keyboard aria-hidden />
        Keyboard shortcuts
        <span className="ml-auto">
          <KeyCaps keys="?" />
        </span>
      </MenuItem>
      <MenuSeparator />
      <MenuLabel>Theme</MenuLabel>
      {themes.map(({ value, label, icon: Icon }) => (
        <MenuItem key={value} onClick={() => void changePreferences({ theme: value }).catch(tell)}>
          <Icon aria-hidden />
          {label}
          {value === theme && <span className="ml-auto text-xs text-ink-faint">on</span>}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem onClick={() => void signOut().catch(tell)}>
        <LogOut aria-hidden />
        Sign out
      </MenuItem>
    </Menu>
  );
}

/** Leaves by loading a fresh page: nothing that was read stays in memory. */
export async function signOut() {
  await call("POST /api/auth/sign-out", { body: {} });
  forgetSession();
  window.location.assign("/sign-in");
}
