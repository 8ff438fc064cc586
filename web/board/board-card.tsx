import { Link } from "@tanstack/react-router";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import type { BoardStage } from "../api/contract.ts";
import { useCan } from "../app/session.ts";
import { Avatar } from "../components/avatar.tsx";
import { IconButton } from "../components/button.tsx";
import { cn } from "../components/class-names.ts";
import { Menu, MenuItem, MenuLabel } from "../components/menu.tsx";
import { formatDate, formatMoney } from "../records/format.ts";
import { nameOf, type Reference, type StoredRecord } from "../records/model.ts";
import { cardMedia } from "./board-column.tsx";

type BoardCardProps = {
  record: StoredRecord;
  stage: BoardStage;
  stages: BoardStage[];
  onMove: (to: BoardStage) => void;
};

export function BoardCard({ record, stage, stages, onMove }: BoardCardProps) {
  const can = useCan();
  const [dragged, setDragged] = useState(false);
  const account = record["account"] as Reference | null;
  const owner = record.owner;
  const mayMove = can("records.write");
  return (
    <li
      draggable={mayMove}
      onDragStart={(event) => {
        event.dataTransfer.setData(cardMedia, JSON.stringify({ id: record.id, stageId: stage.id }));
        event.dataTransfer.effectAllowed = "move";
        setDragged(true);
      }}
      onDragEnd={() => setDragged(false)}
      className={cn(
        "relative rounded-lg border border-line bg-surface p-3 shadow-panel hover:border-line-strong dark:bg-raised",
        dragged && "opacity-50",
      )}
    >
      <div className="flex items-start gap-1">
        <Link
          to="/$plural/$id"
          params={{ plural: "opportunities", id: record.id }}
          search={{}}
          draggable={false}
          className="min-w-0 flex-1 rounded text-sm font-medium wrap-anywhere after:absolute after:inset-0"
        >
          {nameOf(record)}
        </Link>
        {mayMove && (
          <Menu
            trigger={
              <IconButton label={`Move ${nameOf(record)}`} size="icon-sm" className="relative z-1 -m-1.5">
                <Ellipsis aria-hidden />
              </IconButton>
            }
          >
            <MenuLabel>Move to</MenuLabel>
            {stages
              .filter((other) => other.id !== stage.id)
              .map((other) => (
                <MenuItem key={other.id} onClick={() => onMove(other)}>
                  {other.name}
                </MenuItem>
              ))}
          </Menu>
        )}
      </div>
      {account && <p className="mt-0.5 truncate text-xs text-ink-muted">{account.title ?? account.name}</p>}
      <div className="mt-2 flex items-center gap-2 text-xs text-ink-muted tabular-nums">
        {typeof record["amount"] === "string" && (
          <span className="font-medium text-ink">
            {formatMoney(record["amount"], record["currency"] as string | null)}
          </span>
        )}
        {typeof record["closeDate"] === "string" && <span>{formatDate(record["closeDate"])}</span>}
        {owner && <Avatar name={owner.title ?? ""} className="ml-auto" />}
      </div>
    </li>
  );
}
