import type { RecordType } from "../../records/record-type.ts";
import type { ImportPlan } from "./plan.ts";
import type { ImportTarget } from "./target.ts";

/** One import under way. */
export interface ImportJob {
  id: string;
  type: RecordType;
  types: readonly RecordType[];
  plan: ImportPlan;
  targets: readonly ImportTarget[];
  dryRun: boolean;
  /** Folded names of records of the same type that are referred to and that no row of the file bears. */
  absent: ReadonlySet<string>;
  /** What a dry run would have created so far, since it leaves no trace in the database. */
  pretended: Set<string>;
}

/** Text as names and keys are compared within a file: no case, no accents, no outer space. */
export function foldText(text: string): string {
  return text.trim().normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

/** The facts that every event of an import carries. */
export function eventDetails(job: ImportJob): { details: { importId: string } } {
  return { details: { importId: job.id } };
}
