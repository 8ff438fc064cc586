import type { Work } from "../audit/work.ts";
import { insertPipeline } from "./pipelines.ts";
import type { NewStage } from "./pipelines.ts";

/** The stages of a sale as most teams know them. */
export const usualStages: readonly NewStage[] = [
  { name: "Prospecting", probability: "10", outcome: "open" },
  { name: "Qualification", probability: "25", outcome: "open" },
  { name: "Proposal", probability: "50", outcome: "open" },
  { name: "Negotiation", probability: "75", outcome: "open" },
  { name: "Won", probability: "100", outcome: "won" },
  { name: "Lost", probability: "0", outcome: "lost" },
];

/** The pipeline that every organization starts with. */
export async function createDefaultPipeline(work: Work): Promise<void> {
  await insertPipeline(work, "Sales", usualStages);
}
