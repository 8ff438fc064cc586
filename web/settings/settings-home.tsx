import { Navigate } from "@tanstack/react-router";

/** Beside the list stands the first of its pages; on a phone the list is the page. */
export function SettingsHome() {
  if (!window.matchMedia("(min-width: 48rem)").matches) return null;
  return <Navigate to="/settings/profile" search={{}} replace />;
}
