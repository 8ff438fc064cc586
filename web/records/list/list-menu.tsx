import { Link } from "@tanstack/react-router";
import { Download, Ellipsis, History, Kanban, List, Trash2, Upload } from "lucide-react";
import { addressOf } from "../../api/client.ts";
import { useCan } from "../../app/session.ts";
import { buttonClass, IconButton } from "../../components/button.tsx";
import { Menu, MenuItem, MenuLink } from "../../components/menu.tsx";
import type { RecordType } from "../model.ts";
import { useListState } from "./list-state.ts";

/** What else can be done with a list: bring records in, take them out, look into the trash. */
export function ListMenu({ type }: { type: RecordType }) {
  const state = useListState();
  const can = useCan();
  const exported = addressOf("/api/{plural}/export.csv", { plural: type.plural }, state.query);
  return (
    <>
      {type.name === "opportunity" && (
        <Link to="/opportunities/board" search={{}} className={buttonClass({ look: "secondary" })}>
          <Kanban aria-hidden />
          <span className="max-sm:sr-only">Board</span>
        </Link>
      )}
      <Menu
        trigger={
          <IconButton label="More">
            <Ellipsis aria-hidden />
          </IconButton>
        }
      >
        {can("records.import") && (
          <MenuLink render={<Link to="/$plural/import" params={{ plural: type.plural }} search={{}} />}>
            <Upload aria-hidden />
            Import CSV
          </MenuLink>
        )}
        {can("records.import") && (
          <MenuLink render={<Link to="/imports" search={{}} />}>
            <History aria-hidden />
            Past imports
          </MenuLink>
        )}
        {can("records.export") && (
          <MenuLink href={exported} download={`${type.plural}.csv`}>
            <Download aria-hidden />
            {state.text || state.conditions.length > 0 ? "Export what is shown as CSV" : "Export CSV"}
          </MenuLink>
        )}
        <MenuItem onClick={() => state.change({ trash: state.inTrash ? undefined : "only" })}>
          {state.inTrash ? <List aria-hidden /> : <Trash2 aria-hidden />}
          {state.inTrash ? "Back to the list" : "Show the trash"}
        </MenuItem>
      </Menu>
    </>
  );
}
