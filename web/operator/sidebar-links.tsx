import { NavLink } from "../app/nav-link.tsx";
import { SidebarGroup } from "../app/sidebar-group.tsx";
import { operatorIsFolded } from "../app/sidebar-state.ts";
import { OpenAlerts } from "./alerts/open-alerts.tsx";
import { addressOf, operatorPages } from "./pages.ts";

/** The way to the operator's pages. */
export function OperatorLinks({ narrow }: { narrow: boolean }) {
  return (
    <SidebarGroup title="Operator" folded={operatorIsFolded} narrow={narrow}>
      {operatorPages.map((page) => (
        <NavLink
          key={page.path}
          to={addressOf(page)}
          label={page.title}
          icon={page.icon}
          exact={page.path === ""}
          narrow={narrow}
          count={page.path === "/alerts" && <OpenAlerts />}
        />
      ))}
    </SidebarGroup>
  );
}
