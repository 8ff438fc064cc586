import type { Services } from "../../api/services.ts";
import type { Signer } from "../../ports/signer.ts";
import type { Subscriptions } from "../../ports/subscriptions.ts";
import type { Witness } from "../../ports/witness.ts";

/** What removing an organization takes. */
export interface PurgeTools extends Pick<Services, "db" | "storage" | "jobs" | "clock"> {
  settings: Pick<Services["settings"], "publicUrl">;
  /** Signs the certificate. */
  signer: Signer;
  witness: Pick<Witness, "replace">;
  subscriptions: Subscriptions;
  /** Has the events that were written until now sealed. */
  seal(): Promise<void>;
  /** Rows that go in one transaction. */
  rowsAtOnce?: number;
  /** Between two batches, for each millisecond that the last one took: what leaves the database to the others. */
  pauseShare?: number;
  /** Hears how many rows of a table went. */
  progress?(table: string, rows: number): void;
}
