import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useCan, useMe } from "../../app/session.ts";
import { Button } from "../../components/button.tsx";
import { cn } from "../../components/class-names.ts";
import { Dialog } from "../../components/dialog.tsx";
import { formatAgo, formatMoment } from "../format.ts";
import { nameOf, type StoredRecord } from "../model.ts";
import { membersQuery } from "../queries.ts";
import type { MyChange, Question } from "./ask.ts";
import { CopyText } from "./copy-text.tsx";
import { ShownValue } from "./shown-value.tsx";
import { asText } from "./as-text.ts";

/** Somebody else saved first: both versions side by side, and what to do. Escape leaves the editor as it is. */
export function ConflictDialog({ question }: { question: Question }) {
  const gone = !question.theirs || question.theirs.deletedAt;
  return gone ? <GoneDialog question={question} /> : <ChangedDialog question={question} theirs={question.theirs!} />;
}

type ChangedProps = { question: Question; theirs: StoredRecord };

function ChangedDialog({ question, theirs }: ChangedProps) {
  const { mine, decide, type } = question;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(mine.map(({ field }) => field.name)));
  const several = mine.length > 1;
  const who = useMemberName(theirs.updatedBy);
  const toggle = (name: string, isMine: boolean) =>
    setChosen((now) => new Set(isMine ? [...now, name] : [...now].filter((other) => other !== name)));
  return (
    <Dialog
      open
      onClose={() => decide({ choice: "later" })}
      title={`${who} changed this first`}
      description={
        several
          ? `You both changed the same fields of ${nameOf(theirs)}. Choose for each.`
          : `You both changed the ${mine[0]?.field.label.toLowerCase()} of this ${type.label.toLowerCase()}.`
      }
      className="sm:w-[42rem]"
      footer={
        <>
          <Button autoFocus className="mr-auto" look="quiet" onClick={() => decide({ choice: "later" })}>
            Keep editing
          </Button>
          <Button onClick={() => decide({ choice: "theirs" })}>{several ? "Keep all theirs" : "Keep theirs"}</Button>
          <Button look="primary" onClick={() => decide({ choice: "mine", fields: chosen })}>
            {several ? "Save as chosen" : "Save mine"}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        {mine.map((change) => (
          <BothVersions
            key={change.field.name}
            change={change}
            theirs={theirs}
            who={who}
            mine={several ? chosen.has(change.field.name) : undefined}
            onChoose={(isMine) => toggle(change.field.name, isMine)}
          />
        ))}
      </div>
    </Dialog>
  );
}

type BothProps = {
  change: MyChange;
  theirs: StoredRecord;
  who: string;
  /** Whether mine is chosen; undefined where the buttons below decide. */
  mine: boolean | undefined;
  onChoose: (mine: boolean) => void;
};

function BothVersions({ change: { field, value }, theirs, who, mine, onChoose }: BothProps) {
  const name = useId();
  const radio = (isMine: boolean) =>
    mine !== undefined && (
      <input
        type="radio"
        name={name}
        checked={mine === isMine}
        onChange={() => onChoose(isMine)}
        className="size-4 accent-accent"
      />
    );
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-semibold">{field.label}</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        <Version title="Theirs" chosen={mine === false} mark={radio(false)}>
          <p className="mb-1.5 text-xs text-ink-faint">
            {who.replace(/,$/, "")}, <time dateTime={theirs.updatedAt}>{formatAgo(theirs.updatedAt)}</time>
            <span className="sr-only"> ({formatMoment(theirs.updatedAt)})</span>
          </p>
          <ShownValue field={field} record={theirs} />
        </Version>
        <Version title="Mine" chosen={mine === true} mark={radio(true)}>
          <p className="mb-1.5 text-xs text-ink-faint">Not saved yet</p>
          <ShownValue field={field} record={theirs} typed={{ value }} />
        </Version>
      </div>
    </fieldset>
  );
}

type VersionProps = { title: string; chosen: boolean; mark: React.ReactNode; children: React.ReactNode };

function Version({ title, chosen, mark, children }: VersionProps) {
  const Box = mark ? "label" : "section";
  return (
    <Box
      aria-label={mark ? undefined : title}
      className={cn(
        "block min-w-0 rounded-lg border border-line px-3 py-2.5",
        mark && "cursor-pointer hover:border-line-strong",
        chosen && "border-accent bg-accent-soft hover:border-accent",
      )}
    >
      <span className="flex items-center gap-2 text-sm font-medium">
        {mark}
        {title}
      </span>
      <div className="max-h-60 overflow-y-auto text-sm wrap-anywhere whitespace-pre-line">{children}</div>
    </Box>
  );
}

/** The record was deleted meanwhile: what was typed can be copied, or saved after bringing the record back. */
function GoneDialog({ question }: { question: Question }) {
  const { theirs, mine, decide, type } = question;
  const can = useCan();
  const who = useMemberName(theirs?.deletedBy ?? null);
  const label = type.label.toLowerCase();
  return (
    <Dialog
      open
      onClose={() => decide({ choice: "later" })}
      title={theirs ? `${who} moved this ${label} to the trash` : `This ${label} was deleted for good`}
      description={
        theirs
          ? `It was deleted ${formatAgo(theirs.deletedAt ?? "")}. What you typed is not saved.`
          : "It cannot be brought back. Copy what you typed before you leave the page."
      }
      footer={
        <>
          <Button onClick={() => decide({ choice: "later" })}>Close</Button>
          {theirs && can("records.write") && (
            <Button look="primary" onClick={() => decide({ choice: "restore" })}>
              Restore and save
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {mine.map(({ field, value }) => (
          <CopyText key={field.name} label={field.label} text={asText(field, value)} />
        ))}
      </div>
    </Dialog>
  );
}

/** Who did it, as well as it is known. */
function useMemberName(userId: string | null): string {
  const { user } = useMe();
  const members = useQuery({ ...membersQuery, enabled: userId !== null });
  if (userId === user.id) return "You, in another window,";
  return members.data?.find((member) => member.userId === userId)?.name ?? "Somebody else";
}
