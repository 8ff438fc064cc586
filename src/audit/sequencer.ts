import type { Database } from "../ports/database.ts";
import type { Signer } from "../ports/signer.ts";
import { KnownTails, seal } from "./seal.ts";

/** Seals what was committed, again and again. Every process runs one; at each time one of them does the work. */
export interface Sequencer {
  /** Seals what is committed now; resolves when this process or another has. */
  sealNow(): Promise<void>;
  stop(): Promise<void>;
}

interface Settings {
  signer: Signer;
  /** Milliseconds between two looks. An event waits no longer than this and the sealing itself. */
  pauseMilliseconds?: number;
  failed(error: unknown): void;
  /** Hears how large each log is that this process sealed. */
  sealed?(organizationId: string, size: number): void;
}

export function startSequencer(db: Database, { signer, pauseMilliseconds = 300, failed, sealed }: Settings): Sequencer {
  const known = new KnownTails(sealed);
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let stopped = false;

  const look = () => {
    running = seal(db, signer, known).then(undefined, failed).finally(later);
  };
  const later = () => {
    if (!stopped) timer = setTimeout(look, pauseMilliseconds);
  };
  later();
  return {
    sealNow: async () => {
      // Null says that another holds the lock, with a view of the log that may be older than the caller's.
      while ((await seal(db, signer, known)) === null) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
