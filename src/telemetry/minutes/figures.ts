import type { Limiter } from "../../ports/limiter.ts";
import type { CheckName, Finding } from "../health/check.ts";
import type { StrangersCounts } from "../metrics/strangers.ts";

/** What one process tells of a minute. */
export interface Figures extends StrangersCounts {
  limits: ReturnType<Limiter["state"]>;
  /** Events of reads that wait on its disk. */
  readsSpilled: number;
  checks: Partial<Record<CheckName, Finding>>;
  /** When the last backup was made (RFC 3339), `missing` where BACKUP_STAMP is no file; null where none is told of. */
  backup: string | null;
}

/** What has happened between two readings of the same process. */
export function since(before: StrangersCounts, now: StrangersCounts): StrangersCounts {
  return {
    signInsFailed: now.signInsFailed - before.signInsFailed,
    signInsRefused: now.signInsRefused - before.signInsRefused,
    browserReports: now.browserReports - before.browserReports,
  };
}
