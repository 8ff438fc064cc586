import { useQueryClient } from "@tanstack/react-query";
import { Ellipsis, History, KeyRound, Pause, Pencil, Play, Radio, Send, Trash2 } from "lucide-react";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { AuditStream } from "../api/contract.ts";
import { reasonOf } from "../api/problem.ts";
import { Badge } from "../components/badge.tsx";
import { IconButton } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { Menu, MenuItem, MenuSeparator } from "../components/menu.tsx";
import { toast } from "../components/toast.tsx";
import { formatAgo, formatDecimal } from "../records/format.ts";
import { RotateDialog } from "./rotate-dialog.tsx";
import { lineClass } from "./section.tsx";
import { SendAgainDialog } from "./send-again-dialog.tsx";
import { StreamDialog } from "./stream-dialog.tsx";
import { streamsKey } from "./stream-queries.ts";

const states = {
  active: { label: "Active", tone: "green" },
  failing: { label: "Failing", tone: "amber" },
  paused: { label: "Paused", tone: "gray" },
} as const;

type Open = "change" | "rotate" | "again" | "delete";

export function StreamLine({ stream }: { stream: AuditStream }) {
  const { id, name, url, status, lastError, lastDeliveryAt, lag } = stream;
  const [open, setOpen] = useState<Open>();
  const { label, tone } = states[status];
  const close = () => setOpen(undefined);
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: streamsKey });
  return (
    <li className={lineClass}>
      <Radio className="size-4 text-ink-faint" aria-hidden />
      <div className="min-w-44 flex-1 text-xs text-ink-faint">
        <p className="truncate text-sm font-medium text-ink">{name}</p>
        <p className="truncate">{url}</p>
        <p>
          {lastDeliveryAt ? `Last taken ${formatAgo(lastDeliveryAt)}` : "Nothing taken yet"} · {lagOf(lag)}
        </p>
        {lastError && status !== "active" && <p className="text-danger wrap-anywhere">{lastError}</p>}
      </div>
      <Badge tone={tone}>{label}</Badge>
      <Actions stream={stream} onOpen={setOpen} refresh={refresh} />
      {open === "change" && <StreamDialog stream={stream} onClose={close} />}
      {open === "rotate" && <RotateDialog stream={stream} onClose={close} />}
      {open === "again" && <SendAgainDialog stream={stream} onClose={close} />}
      <Confirm
        open={open === "delete"}
        onClose={close}
        title={`Delete “${name}”?`}
        description="Nothing more is sent there. The log stays as it is; another stream can start anywhere in it."
        action="Delete"
        onConfirm={async () => {
          await call("DELETE /api/organization/audit-streams/{id}", { params: { id } });
          await refresh();
          toast.done({ title: `“${name}” is deleted` });
        }}
      />
    </li>
  );
}

function lagOf(lag: number): string {
  return lag === 0 ? "up to date" : `${formatDecimal(lag)} ${lag === 1 ? "event waits" : "events wait"}`;
}

type ActionsProps = { stream: AuditStream; onOpen: (open: Open) => void; refresh: () => Promise<unknown> };

function Actions({ stream: { id, name, status }, onOpen, refresh }: ActionsProps) {
  const isPaused = status === "paused";
  const trying = (act: () => Promise<unknown>) => () =>
    void act().catch((error: unknown) =>
      toast.failed({ title: `“${name}” could not be changed`, detail: reasonOf(error) }),
    );
  const toggle = trying(async () => {
    const next = isPaused ? "active" : "paused";
    await call("PATCH /api/organization/audit-streams/{id}", { params: { id }, body: { status: next } });
    await refresh();
    toast.done({ title: `“${name}” is ${isPaused ? "resumed" : "paused"}` });
  });
  const test = trying(async () => {
    const answer = await call("POST /api/organization/audit-streams/{id}/test", { params: { id } });
    if (answer.delivered) toast.done({ title: `It was taken, with the answer ${answer.status}` });
    else toast.failed({ title: "The test was not taken", ...(answer.error && { detail: answer.error }) });
  });
  return (
    <Menu
      trigger={
        <IconButton label={`Actions on ${name}`} size="icon-sm">
          <Ellipsis aria-hidden />
        </IconButton>
      }
    >
      <MenuItem onClick={toggle}>
        {isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
        {isPaused ? "Resume" : "Pause"}
      </MenuItem>
      <MenuItem onClick={test}>
        <Send aria-hidden />
        Send a test
      </MenuItem>
      <MenuItem onClick={() => onOpen("change")}>
        <Pencil aria-hidden />
        Change…
      </MenuItem>
      <MenuItem onClick={() => onOpen("again")}>
        <History aria-hidden />
        Send again from…
      </MenuItem>
      <MenuItem onClick={() => onOpen("rotate")}>
        <KeyRound aria-hidden />
        New secret…
      </MenuItem>
      <MenuSeparator />
      <MenuItem danger onClick={() => onOpen("delete")}>
        <Trash2 aria-hidden />
        Delete…
      </MenuItem>
    </Menu>
  );
}
