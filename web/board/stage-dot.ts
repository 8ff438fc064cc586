import type { BoardStage } from "../api/contract.ts";

const dots: Record<string, string> = { open: "bg-accent", won: "bg-success", lost: "bg-danger" };

/** The colour that says how a stage ends. */
export function dotOf({ outcome }: BoardStage): string {
  return dots[outcome] ?? "bg-accent";
}
