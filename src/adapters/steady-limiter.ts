import { Problem } from "../problems.ts";
import type { Decision, Limiter, Take } from "../ports/limiter.ts";
import type { RedisLimiter } from "./redis-limiter.ts";

export interface SteadyLimiterSettings {
  shared: RedisLimiter;
  /** Decides while the shared one is away. */
  local: Limiter;
  /** Tells this process from the others. */
  process: string;
  monotonicMicros(): number;
  /** How long an answer of the shared one is waited for: 50 ms. */
  patienceMilliseconds?: number;
  /** Told once when the shared buckets are lost, and once when they are back. */
  changed(state: "shared" | "local", error?: unknown): void;
}

export interface SteadyLimiter extends Limiter {
  /** Tells the others of this process and counts them: what is done every five seconds anyway. */
  rollCall(): Promise<void>;
  close(): Promise<void>;
}

const pauseMicros = 1_000_000;
const rollCallMilliseconds = 5_000;
/** When what fails closed may be tried again. */
const closedSeconds = 60;

/**
 * The shared limiter, and where it does not answer within 50 ms, local buckets of the limit divided by the processes
 * that were last seen. It is asked again once a second. Policies that fail closed are refused meanwhile, with 503.
 */
export function steadyLimiter(settings: SteadyLimiterSettings): SteadyLimiter {
  const { shared, local, process, monotonicMicros, patienceMilliseconds = 50, changed } = settings;
  let askAgainAt = Number.NEGATIVE_INFINITY;
  let isLocal = false;
  let processes = 1;

  async function shareOr<T>(ask: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> {
    const now = monotonicMicros();
    if (isLocal && now < askAgainAt) return otherwise();
    // While one caller asks whether it is back, the others do not wait for the answer.
    askAgainAt = now + pauseMicros;
    try {
      const answer = await within(patienceMilliseconds, ask());
      if (isLocal) changed("shared");
      isLocal = false;
      return answer;
    } catch (error) {
      if (error instanceof RangeError) throw error;
      if (!isLocal) changed("local", error);
      isLocal = true;
      askAgainAt = monotonicMicros() + pauseMicros;
      return otherwise();
    }
  }

  const parts = (requests: readonly Take[]) => requests.map((request) => partOf(request, processes));
  const alone = async (requests: readonly Take[], decide: Limiter["take"]): Promise<Decision[]> => {
    const decisions = await decide(parts(requests));
    return decisions.map((decision, at) => wholeOf(decision, requests[at]!));
  };

  const rollCall = () =>
    within(rollCallMilliseconds, shared.announce(process)).then(
      (count) => void (processes = Math.max(1, count)),
      () => undefined,
    );
  const timer = setInterval(() => void rollCall(), rollCallMilliseconds);
  timer.unref();
  void rollCall();

  return {
    take: (requests) =>
      shareOr(
        () => shared.take(requests),
        async () => {
          refuseClosed(requests);
          return alone(requests, local.take);
        },
      ),
    peek: (requests) =>
      shareOr(
        () => shared.peek(requests),
        async () => (await alone(requests, local.peek)).map(closedNow),
      ),
    giveBack: (requests) =>
      shareOr(
        () => shared.giveBack(requests),
        () => local.giveBack(parts(requests)),
      ),
    ask: () => shared.ask(),
    state: () => (isLocal ? "local" : "shared"),
    rollCall,
    close: async () => {
      clearInterval(timer);
      await shared.close();
    },
  };
}

/** Rejects when the promise takes longer; what it comes to then is nobody's business. */
function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error(`No answer within ${milliseconds} ms`));
    // Where this process was busy itself, the answer may have come and wait to be read, which is done before this.
    const timer = setTimeout(() => setImmediate(giveUp), milliseconds);
    void promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function refuseClosed(requests: readonly Take[]): void {
  const closed = requests.find(({ policy }) => policy.failsClosed);
  if (!closed) return;
  throw new Problem(
    "unavailable",
    `The limit "${closed.policy.name}" cannot be checked right now. Try again in a minute.`,
    { headers: { "Retry-After": String(closedSeconds) } },
  );
}

/** Looking is answered all the same: of what cannot be checked nothing is there. */
function closedNow(decision: Decision): Decision {
  if (!decision.policy.failsClosed) return decision;
  const micros = closedSeconds * 1_000_000;
  return { ...decision, allowed: false, remaining: 0, resetMicros: micros, retryAfterMicros: micros };
}

function partOf(request: Take, processes: number): Take {
  const limit = Math.max(1, Math.floor(request.policy.limit / processes));
  return { ...request, policy: { ...request.policy, limit } };
}

function wholeOf(decision: Decision, { policy, cost = 1 }: Take): Decision {
  // What is more than a part of the limit is not more than the limit: it has to wait for the shared buckets.
  const waits = decision.retryAfterMicros === null && cost <= policy.limit;
  return { ...decision, policy, ...(waits && { retryAfterMicros: pauseMicros }) };
}
