import { newId } from "../../identifier.ts";
import { deliverNext, release } from "./deliver.ts";
import type { Delivering } from "./deliver.ts";
import { findBehind } from "./position.ts";
import type { StreamId } from "./position.ts";

/** Delivers streams. Every process runs one; each stream is in the hands of one of them at a time. */
export interface Deliverer {
  /** Something was sealed, or changed with a stream: looks at once. */
  wake(): void;
  /** Gives deliveries under way a moment to end. */
  stop(): Promise<void>;
}

interface Settings extends Omit<Delivering, "claimMilliseconds"> {
  claimMilliseconds?: number;
  /** Between two looks while a stream is behind; when none is, five times that. */
  pauseMilliseconds?: number;
  failed(error: unknown): void;
}

const mostAtOnce = 8;
/** An organization whose receivers are slow must not keep the others from theirs. */
const mostOfOneOrganization = 2;
/** Then the others come first. */
const deliveriesInARow = 20;
const graceMilliseconds = 3_000;

export function startDeliverer(settings: Settings): Deliverer {
  const { failed, pauseMilliseconds = 1_000, claimMilliseconds = 30_000 } = settings;
  const parts = { ...settings, claimMilliseconds };
  const running = new Map<string, { organizationId: string; done: Promise<void> }>();
  const stopping = new AbortController();
  let stopped = false;
  let again = false;
  let skipped = false;
  let looking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const deliver = async (stream: StreamId) => {
    const claim = newId();
    try {
      for (let count = 0; count < deliveriesInARow && !stopped; count += 1)
        if ((await deliverNext(parts, stream, claim, stopping.signal)) === "done") return;
      again = true;
    } catch (error) {
      failed(error);
    } finally {
      await release(parts.db, stream, claim).catch(failed);
      running.delete(stream.id);
      if (again || skipped) lookNow();
    }
  };
  const hasRoomFor = ({ organizationId }: StreamId) => {
    const ofOne = [...running.values()].filter((one) => one.organizationId === organizationId);
    return running.size < mostAtOnce && ofOne.length < mostOfOneOrganization;
  };
  const look = async (): Promise<number> => {
    const behind = await parts.db.transaction({ role: "nextcrm_operator", readOnly: true }, (sql) =>
      findBehind(sql, 100),
    );
    skipped = false;
    for (const { isDue, ...stream } of behind)
      if (isDue && !running.has(stream.id)) {
        // Whoever ends looks for the next one.
        if (hasRoomFor(stream)) running.set(stream.id, { ...stream, done: deliver(stream) });
        else skipped = true;
      }
    return pauseMilliseconds * (behind.length > 0 ? 1 : 5);
  };
  const later = (milliseconds: number) => {
    if (!stopped) timer = setTimeout(lookNow, milliseconds).unref();
  };
  function lookNow(): void {
    if (stopped) return;
    if (looking) {
      again = true;
      return;
    }
    again = false;
    clearTimeout(timer);
    looking = look()
      .catch((error: unknown) => {
        failed(error);
        return pauseMilliseconds * 5;
      })
      .then((pause) => {
        looking = undefined;
        if (again) lookNow();
        else later(pause);
      });
  }
  later(pauseMilliseconds);
  return {
    // Often called several times in a row, by each log that was sealed.
    wake: () => {
      clearTimeout(timer);
      later(0);
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      const grace = setTimeout(() => stopping.abort(), graceMilliseconds);
      await looking;
      await Promise.all([...running.values()].map(({ done }) => done));
      clearTimeout(grace);
    },
  };
}
