import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, Ellipsis, Pencil, Plus, Trash2, Workflow } from "lucide-react";
import { useState } from "react";
import type { Pipeline, Stage } from "../api/contract.ts";
import { useCan } from "../app/session.ts";
import { Badge } from "../components/badge.tsx";
import { Button, IconButton } from "../components/button.tsx";
import { Menu, MenuItem } from "../components/menu.tsx";
import { ErrorState, Notice, SkeletonLines } from "../components/states.tsx";
import { formatDecimal } from "../records/format.ts";
import { pipelinesQuery } from "../records/queries.ts";
import { PipelineDialog } from "./pipeline-dialog.tsx";
import { RemoveStages } from "./remove-stages.tsx";
import { boxClass, lineClass, Section, usePageTitle } from "./section.tsx";
import { StageDialog } from "./stage-dialog.tsx";
import { usePipelineChanges } from "./use-pipeline-changes.ts";

export const outcomes = {
  open: { label: "Open", tone: "blue" },
  won: { label: "Won", tone: "green" },
  lost: { label: "Lost", tone: "red" },
} as const;

/** What a dialog is open about. */
type Asked =
  | { what: "new pipeline" }
  | { what: "rename"; pipeline: Pipeline }
  | { what: "new stage"; pipeline: Pipeline }
  | { what: "change stage"; stage: Stage }
  | { what: "remove"; pipeline: Pipeline; stage?: Stage };

export function PipelinesPage() {
  usePageTitle("Pipelines");
  const can = useCan();
  const [asked, setAsked] = useState<Asked>();
  const pipelines = useQuery(pipelinesQuery);
  if (pipelines.isPending) return <SkeletonLines />;
  if (pipelines.isError) return <ErrorState error={pipelines.error} retry={() => void pipelines.refetch()} />;
  const may = can("pipelines.manage");
  const close = () => setAsked(undefined);
  return (
    <>
      {pipelines.data.length === 0 && <Notice icon={Workflow} title="No pipeline yet" />}
      {pipelines.data.map((pipeline) => (
        <PipelineSection
          key={pipeline.id}
          pipeline={pipeline}
          isOnly={pipelines.data.length === 1}
          ask={may ? setAsked : undefined}
        />
      ))}
      {may && (
        <Button onClick={() => setAsked({ what: "new pipeline" })}>
          <Plus aria-hidden />
          New pipeline
        </Button>
      )}
      {asked?.what === "new pipeline" && <PipelineDialog onClose={close} />}
      {asked?.what === "rename" && <PipelineDialog pipeline={asked.pipeline} onClose={close} />}
      {asked?.what === "new stage" && <StageDialog pipeline={asked.pipeline} onClose={close} />}
      {asked?.what === "change stage" && <StageDialog stage={asked.stage} onClose={close} />}
      {asked?.what === "remove" && <RemoveStages {...asked} pipelines={pipelines.data} onClose={close} />}
    </>
  );
}

type PipelineSectionProps = { pipeline: Pipeline; isOnly: boolean; ask: ((asked: Asked) => void) | undefined };

function PipelineSection({ pipeline, isOnly, ask }: PipelineSectionProps) {
  return (
    <Section
      title={pipeline.name}
      intro="The stages that a deal goes through, in order."
      action={
        ask && (
          <div className="flex shrink-0 gap-1">
            <Button aria-label={`New stage in ${pipeline.name}`} onClick={() => ask({ what: "new stage", pipeline })}>
              <Plus aria-hidden />
              Stage
            </Button>
            <Menu
              trigger={
                <IconButton label={`Change ${pipeline.name}`}>
                  <Ellipsis aria-hidden />
                </IconButton>
              }
            >
              <MenuItem onClick={() => ask({ what: "rename", pipeline })}>
                <Pencil aria-hidden />
                Rename
              </MenuItem>
              {!isOnly && (
                <MenuItem danger onClick={() => ask({ what: "remove", pipeline })}>
                  <Trash2 aria-hidden />
                  Remove
                </MenuItem>
              )}
            </Menu>
          </div>
        )
      }
    >
      <ol className={boxClass}>
        {pipeline.stages.map((stage, at) => (
          <StageLine key={stage.id} pipeline={pipeline} stage={stage} at={at} ask={ask} />
        ))}
      </ol>
    </Section>
  );
}

type StageLineProps = Omit<PipelineSectionProps, "isOnly"> & { stage: Stage; at: number };

function StageLine({ pipeline, stage, at, ask }: StageLineProps) {
  const { label, tone } = outcomes[stage.outcome];
  const { orderStages } = usePipelineChanges();
  const ids = pipeline.stages.map(({ id }) => id);
  const move = (by: -1 | 1) => orderStages(pipeline.id, ids.toSpliced(at, 1).toSpliced(at + by, 0, stage.id));
  return (
    <li className={lineClass}>
      <span className="min-w-24 flex-1 truncate text-sm font-medium">{stage.name}</span>
      <span className="text-sm text-ink-muted tabular-nums">
        {formatDecimal(stage.probability, { maximumFractionDigits: 2 })}%
      </span>
      <span className="w-12">
        <Badge tone={tone}>{label}</Badge>
      </span>
      {ask && (
        <div className="-mr-2 ml-auto flex">
          <IconButton label={`Move ${stage.name} up`} size="icon-sm" disabled={at === 0} onClick={() => move(-1)}>
            <ArrowUp aria-hidden />
          </IconButton>
          <IconButton
            label={`Move ${stage.name} down`}
            size="icon-sm"
            disabled={at === ids.length - 1}
            onClick={() => move(1)}
          >
            <ArrowDown aria-hidden />
          </IconButton>
          <IconButton label={`Edit ${stage.name}`} size="icon-sm" onClick={() => ask({ what: "change stage", stage })}>
            <Pencil aria-hidden />
          </IconButton>
          <IconButton
            label={`Remove ${stage.name}`}
            size="icon-sm"
            disabled={ids.length === 1}
            onClick={() => ask({ what: "remove", pipeline, stage })}
          >
            <Trash2 aria-hidden />
          </IconButton>
        </div>
      )}
    </li>
  );
}
