import type { Database } from "../ports/database.ts";
import type { Signer } from "../ports/signer.ts";
import { noWitness } from "../ports/witness.ts";
import type { Witness } from "../ports/witness.ts";
import { lookForRestored } from "./look-for-restored.ts";
import type { RefusedSeal } from "./refused-seals.ts";
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
  /** Remembers what was signed; a log in the database that does not continue it is not sealed. */
  witness?: Witness;
  failed(error: unknown): void;
  /** Hears of each log that is not sealed any more. */
  refused?(refusal: RefusedSeal): void;
  /** Hears how large each log is that this process sealed. */
  sealed?(organizationId: string, size: number): void;
  /** Hears how many events were sealed at once, and how long that took. */
  done?(events: number, seconds: number): void;
}

export function startSequencer(db: Database, settings: Settings): Sequencer {
  const { signer, pauseMilliseconds = 300, failed, sealed, witness = noWitness, refused = () => undefined } = settings;
  const known = new KnownTails(sealed);
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let stopped = false;

  const look = () => {
    const started = performance.now();
    const tell = (events: number | null) => {
      if (events) settings.done?.(events, (performance.now() - started) / 1_000);
    };
    running = seal(db, signer, known, { witness, refused }).then(tell, failed).finally(later);
  };
  const later = () => {
    if (!stopped) timer = setTimeout(look, pauseMilliseconds);
  };
  later();
  // A restore happens while nothing runs: what it took away is told before the next event, too.
  const looking = lookForRestored(db, witness, refused).catch(failed);
  return {
    sealNow: async () => {
      // Null says that another holds the lock, with a view of the log that may be older than the caller's.
      while ((await seal(db, signer, known, { witness, refused })) === null)
        await new Promise((resolve) => setTimeout(resolve, 5));
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await Promise.all([running, looking]);
    },
  };
}
