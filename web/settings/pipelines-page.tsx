import { useQuery } from "@tanstack/react-query";
import { Ellipsis, Pencil, Plus, Trash2, Workflow } from "lucide-react";
import { useState } from "react";
import type { Pipeline, Stage } from "../api/contract.ts";
import { Badge } from "../components/badge.tsx";
import { Button, IconButton } from "../components/button.tsx";
import { Menu, MenuItem } from "../components/menu.tsx";
import { SortableList } from "../components/sortable-list.tsx";
import { ErrorState, Notice, SkeletonLines } from "../components/states.tsx";
import { formatDecimal } from "../records/format.ts";
import { pipelinesQuery } from "../records/queries.ts";
import { PipelineDialog } from "./pipeline-dialog.tsx";
import { RemoveStages } from "./remove-stages.tsx";
import { boxClass, lineClass, Section } from "./section.tsx";
import { StageDialog } from "./stage-dialog.tsx";
import { usePipelineChanges } from "./use-pipeline-changes.ts";

const outcomes = {
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
  const [asked, setAsked] = useState<Asked>();
  const pipelines = useQuery(pipelinesQuery);
  if (pipelines.isPending) return <SkeletonLines />;
  if (pipelines.isError) return <ErrorState error={pipelines.error} retry={() => void pipelines.refetch()} />;
  const close = () => setAsked(undefined);
  return (
    <>
      {pipelines.data.length === 0 && <Notice icon={Workflow} title="No pipeline yet" />}
      {pipelines.data.map((pipeline) => (
        <PipelineSection key={pipeline.id} pipeline={pipeline} isOnly={pipelines.data.length === 1} ask={setAsked} />
      ))}
      <Button onClick={() => setAsked({ what: "new pipeline" })}>
        <Plus aria-hidden />
        New pipeline
      </Button>
      {asked?.what === "new pipeline" && <PipelineDialog onClose={close} />}
      {asked?.what === "rename" && <PipelineDialog pipeline={asked.pipeline} onClose={close} />}
      {asked?.what === "new stage" && <StageDialog pipeline={asked.pipeline} onClose={close} />}
      {asked?.what === "change stage" && <StageDialog stage={asked.stage} onClose={close} />}
      {asked?.what === "remove" && <RemoveStages {...asked} pipelines={pipelines.data} onClose={close} />}
    </>
  );
}

type PipelineSectionProps = { pipeline: Pipeline; isOnly: boolean; ask: (asked: Asked) => void };

function PipelineSection({ pipeline, isOnly, ask }: PipelineSectionProps) {
  const { orderStages } = usePipelineChanges();
  return (
    <Section
      title={pipeline.name}
      intro="Its stages in order. Drag a handle, or use the arrow keys on it."
      action={
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
      }
    >
      <SortableList
        items={pipeline.stages}
        nameOf={({ name }) => name}
        onOrder={(ids) => orderStages(pipeline.id, ids)}
        className={boxClass}
        rowClass={`${lineClass} flex-nowrap bg-surface first:rounded-t-xl last:rounded-b-xl`}
      >
        {(stage) => <StageLine stage={stage} pipeline={pipeline} ask={ask} />}
      </SortableList>
    </Section>
  );
}

function StageLine({ pipeline, stage, ask }: Omit<PipelineSectionProps, "isOnly"> & { stage: Stage }) {
  const { label, tone } = outcomes[stage.outcome];
  return (
    <>
      <span className="min-w-0 flex-1 truncate text-sm font-medium">{stage.name}</span>
      <span className="text-sm text-ink-muted tabular-nums" title="Probability">
        {formatDecimal(stage.probability, { maximumFractionDigits: 2 })}%
      </span>
      <span className="w-12 shrink-0">
        <Badge tone={tone}>{label}</Badge>
      </span>
      <div className="-mr-2 flex shrink-0">
        <IconButton label={`Edit ${stage.name}`} size="icon-sm" onClick={() => ask({ what: "change stage", stage })}>
          <Pencil aria-hidden />
        </IconButton>
        <IconButton
          label={`Remove ${stage.name}`}
          size="icon-sm"
          disabled={pipeline.stages.length === 1}
          onClick={() => ask({ what: "remove", pipeline, stage })}
        >
          <Trash2 aria-hidden />
        </IconButton>
      </div>
    </>
  );
}
