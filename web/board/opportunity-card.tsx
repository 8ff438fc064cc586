import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleX, Clock, CornerDownRight } from "lucide-react";
import type { BoardStage } from "../api/contract.ts";
import { Avatar } from "../components/avatar.tsx";
import { MenuItem, MenuLabel, MenuSeparator } from "../components/menu.tsx";
import { DueDate } from "../records/due-date.tsx";
import { formatMoney } from "../records/format.ts";
import { nameOf, type Reference, type StoredRecord } from "../records/model.ts";
import { dragHintId } from "./drag/board-frame.tsx";
import { CardFrame } from "./drag/card-list.tsx";
import { CardMenu } from "./drag/card-menu.tsx";
import type { BoardDrag } from "./drag/use-board-drag.ts";

type OpportunityCardProps = {
  record: StoredRecord;
  stage: BoardStage;
  stages: BoardStage[];
  drag: BoardDrag;
  onMove: (to: BoardStage) => void;
};

/** From so many days on a card says how long it has been where it is. */
const longDays = 14;
const dayMs = 86_400_000;

export function OpportunityCard({ record, stage, stages, drag, onMove }: OpportunityCardProps) {
  const account = record["account"] as Reference | null;
  const open = stage.outcome === "open";
  // An import keeps the name of an owner who is no member.
  const owner = record.owner?.title ?? record["ownerName"];
  return (
    <CardFrame drag={drag} id={record.id}>
      <div className="flex items-start gap-1">
        <Link
          to="/$plural/$id"
          params={{ plural: "opportunities", id: record.id }}
          search={{}}
          draggable={false}
          data-card-link
          aria-describedby={drag.mayDrag ? dragHintId : undefined}
          className="line-clamp-2 min-w-0 flex-1 rounded-sm text-sm leading-5 font-medium wrap-anywhere after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
        >
          {nameOf(record)}
        </Link>
        {drag.mayDrag && <Moves record={record} stage={stage} stages={stages} onMove={onMove} />}
      </div>
      {account && <p className="truncate text-xs text-ink-muted">{account.title ?? account.name}</p>}
      <div className="mt-1.5 flex items-end gap-2 text-xs text-ink-muted tabular-nums">
        <Facts record={record} open={open} />
        {owner && <Owner name={owner} />}
      </div>
      {open && Boolean(record["nextStep"]) && (
        <p className="mt-1 flex items-center gap-1 text-xs text-ink-muted">
          <CornerDownRight className="size-3 shrink-0 text-ink-faint" aria-label="Next step" />
          <span className="truncate">{record["nextStep"] as string}</span>
        </p>
      )}
    </CardFrame>
  );
}

function Owner({ name }: { name: string }) {
  return (
    <span className="flex shrink-0" data-tooltip={name}>
      <Avatar name={name} />
      <span className="sr-only">Owner {name}</span>
    </span>
  );
}

/** How much, until when, and how long it has stood still. */
function Facts({ record, open }: { record: StoredRecord; open: boolean }) {
  const { amount, closeDate } = record as { amount?: string | null; closeDate?: string | null };
  const days = open ? daysSince(record["stageEnteredAt"]) : 0;
  return (
    <div className="flex min-h-5 min-w-0 flex-1 flex-wrap items-center gap-x-2.5">
      {amount && (
        <span className="font-medium text-ink">{formatMoney(amount, record["currency"] as string | null)}</span>
      )}
      {closeDate && <DueDate date={closeDate} open={open} short />}
      {days >= longDays && (
        <span className="flex items-center gap-1" data-tooltip={`${days} days in this stage`}>
          <Clock className="size-3" aria-hidden />
          <span aria-hidden>{days} d</span>
          <span className="sr-only">{days} days in this stage</span>
        </span>
      )}
    </div>
  );
}

function daysSince(moment: unknown): number {
  return typeof moment === "string" ? Math.floor((Date.now() - Date.parse(moment)) / dayMs) : 0;
}

function Moves({ record, stage, stages, onMove }: Omit<OpportunityCardProps, "drag">) {
  const others = stages.filter(({ id }) => id !== stage.id);
  const ends = stage.outcome === "open" ? others.filter(({ outcome }) => outcome !== "open") : [];
  const moves = others.filter((other) => !ends.includes(other));
  return (
    <CardMenu name={nameOf(record)}>
      {moves.length > 0 && <MenuLabel>Move to</MenuLabel>}
      {moves.map((other) => (
        <MenuItem key={other.id} onClick={() => onMove(other)}>
          {other.name}
        </MenuItem>
      ))}
      {ends.length > 0 && <MenuSeparator />}
      {ends.map((end) => (
        <MenuItem key={end.id} onClick={() => onMove(end)}>
          {end.outcome === "won" ? <CircleCheck aria-hidden /> : <CircleX aria-hidden />}
          {end.name}…
        </MenuItem>
      ))}
    </CardMenu>
  );
}
