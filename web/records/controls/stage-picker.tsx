import { useQuery } from "@tanstack/react-query";
import { Badge } from "../../components/badge.tsx";
import { Select } from "../../components/select.tsx";
import { toneOfChoice } from "../choice-tone.ts";
import { pipelinesQuery } from "../queries.ts";
import type { ControlProps } from "./field-control.tsx";

/** The stages of all pipelines, in order; of several pipelines each stage tells its own. */
export function StagePicker({ value, onChange, label }: ControlProps) {
  const { data: pipelines = [] } = useQuery(pipelinesQuery);
  const options = pipelines.flatMap((pipeline) =>
    pipeline.stages.map((stage) => ({
      value: stage.id,
      label: pipelines.length > 1 ? `${pipeline.name}: ${stage.name}` : stage.name,
    })),
  );
  return (
    <Select
      label={label}
      value={(value as string | null) ?? null}
      options={options}
      onChange={onChange}
      placeholder="The first stage"
      show={(option) => <Badge tone={toneOfChoice(option.label.replace(/^.*: /, ""))}>{option.label}</Badge>}
    />
  );
}
