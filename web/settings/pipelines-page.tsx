import { useQuery } from "@tanstack/react-query";
import { Workflow } from "lucide-react";
import { Badge } from "../components/badge.tsx";
import { ErrorState, Notice, SkeletonLines } from "../components/states.tsx";
import { pipelinesQuery } from "../records/queries.ts";
import { boxClass, lineClass, Section, usePageTitle } from "./section.tsx";

const outcomeTones = { open: "blue", won: "green", lost: "red" } as const;

export function PipelinesPage() {
  usePageTitle("Pipelines");
  const pipelines = useQuery(pipelinesQuery);
  if (pipelines.isPending) return <SkeletonLines />;
  if (pipelines.isError) return <ErrorState error={pipelines.error} retry={() => void pipelines.refetch()} />;
  if (pipelines.data.length === 0) return <Notice icon={Workflow} title="No pipeline yet" />;
  return pipelines.data.map((pipeline) => (
    <Section key={pipeline.id} title={pipeline.name} intro="The stages that a deal goes through, in order.">
      <ol className={boxClass}>
        {pipeline.stages
          .toSorted((a, b) => a.position - b.position)
          .map((stage) => (
            <li key={stage.id} className={lineClass}>
              <span className="min-w-0 flex-1 truncate text-sm font-medium">{stage.name}</span>
              <span className="text-sm text-ink-muted tabular-nums">{Number(stage.probability)}%</span>
              <Badge tone={outcomeTones[stage.outcome]}>{stage.outcome}</Badge>
            </li>
          ))}
      </ol>
    </Section>
  ));
}
