/** Requests that go to addresses which customers choose. */
export interface Outgoing {
  /** Why nothing is ever sent there, as the rest of a sentence about the address; null where it can be tried. */
  refusalOf(url: string): string | null;
  /**
   * Posts once, follows no redirect and looks at nothing of the answer but its status and Retry-After. Rejects with an
   * OutgoingError when there is no answer; also when `signal` is aborted.
   */
  post(url: string, headers: Readonly<Record<string, string>>, body: string, signal?: AbortSignal): Promise<Answered>;
}

export interface Answered {
  status: number;
  /** What the receiver asks for. */
  retryAfterSeconds: number | null;
}

/** Nothing was answered. The message is a sentence for people. */
export class OutgoingError extends Error {
  override readonly name = "OutgoingError";
}
