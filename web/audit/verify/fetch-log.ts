import { ApiProblem } from "../../api/problem.ts";

/** What the client's calls, which answer with JSON, do not read. Rejects with ApiProblem for what is no success. */
async function answered(address: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(address, { credentials: "same-origin", signal }).catch((failure: unknown) => {
    if (signal.aborted) throw failure;
    throw new ApiProblem(0, { title: "No connection", detail: "The log could not be read: there is no connection." });
  });
  if (response.ok) return response;
  const document = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  throw new ApiProblem(response.status, { title: response.statusText, ...document });
}

export async function fetchText(address: string, signal: AbortSignal): Promise<string> {
  return (await answered(address, signal)).text();
}

/** The bytes as they come; each part has a buffer of its own. */
export async function fetchBytes(
  address: string,
  signal: AbortSignal,
): Promise<AsyncGenerator<Uint8Array<ArrayBuffer>>> {
  const reader = (await answered(address, signal)).body!.getReader();
  return (async function* () {
    for (;;) {
      const { value, done } = await reader.read().catch((failure: unknown) => {
        if (signal.aborted) throw failure;
        const detail = "The connection broke off while the log was read. Try again.";
        throw new ApiProblem(0, { title: "No connection", detail });
      });
      if (done) return;
      yield value.byteLength === value.buffer.byteLength ? value : value.slice();
    }
  })();
}
