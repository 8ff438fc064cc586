import { Problem } from "../problems.ts";

interface Bounds {
  /** How many may be at it at once, in this process. */
  most: number;
  /** How many of one organization. Beyond its first, they leave half of the places to others. */
  mostOfOne: number;
}

interface Waiting {
  organizationId: string;
  begin(): void;
}

/** Who waits longer is told to come back, in seconds. */
const comeBackSeconds = 10;

/** Lets work in that is dear to everybody, in turn, and no organization take all of it. */
export class Turns {
  readonly #bounds: Bounds;
  readonly #running: string[] = [];
  readonly #waiting: Waiting[] = [];

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** Somebody waits. */
  get isCrowded(): boolean {
    return this.#waiting.length > 0;
  }

  /**
   * Waits until it is this organization's turn; what it resolves with ends the turn, once. Throws a Problem where that
   * takes longer than `longestWaitMilliseconds`, with when to come back.
   */
  async take(organizationId: string, longestWaitMilliseconds = Number.POSITIVE_INFINITY): Promise<() => void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const mine = { organizationId, begin: resolve };
    this.#waiting.push(mine);
    this.#letIn();
    const giveUp = () => {
      const at = this.#waiting.indexOf(mine);
      if (at === -1) return;
      this.#waiting.splice(at, 1);
      reject(busy());
    };
    const timer = longestWaitMilliseconds < Number.POSITIVE_INFINITY && setTimeout(giveUp, longestWaitMilliseconds);
    try {
      await promise;
    } finally {
      if (timer) clearTimeout(timer);
    }
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#running.splice(this.#running.indexOf(organizationId), 1);
      this.#letIn();
    };
  }

  #letIn(): void {
    for (;;) {
      const at = this.#waiting.findIndex(({ organizationId }) => this.#mayBegin(organizationId));
      if (at === -1) return;
      const [next] = this.#waiting.splice(at, 1);
      this.#running.push(next!.organizationId);
      next!.begin();
    }
  }

  #mayBegin(organizationId: string): boolean {
    const { most, mostOfOne } = this.#bounds;
    const mine = this.#running.filter((one) => one === organizationId).length;
    return mine === 0 ? this.#running.length < most : mine < mostOfOne && this.#running.length <= most / 2;
  }
}

function busy(): Problem {
  const detail = "Too much of this is being read at the moment, by you or by others. Try again in a moment.";
  return new Problem("unavailable", detail, { headers: { "Retry-After": String(comeBackSeconds) } });
}
