import { AsyncLocalStorage } from "node:async_hooks";

/** The request that code runs for, however deep: for the log. */
export interface RequestContext {
  requestId: string;
  /** A declared route. */
  route: string;
}

const current = new AsyncLocalStorage<RequestContext | undefined>();

export function inRequest<T>({ requestId, route }: RequestContext, body: () => T): T {
  return current.run({ requestId, route }, body);
}

/** For what a request merely set off, such as a batch of many requests' events. */
export function outsideRequests<T>(body: () => T): T {
  return current.run(undefined, body);
}

export function currentRequest(): RequestContext | undefined {
  return current.getStore();
}
