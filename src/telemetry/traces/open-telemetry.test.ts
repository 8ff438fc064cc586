import { expect, test } from "vitest";
import { startTraceReceiver } from "../../../tests/trace-receiver.ts";
import { openTelemetry } from "./open-telemetry.ts";

const about = { method: "GET", route: "GET /api/a", scheme: "http", traceparent: null } as const;
const tracingTo = (endpoint: string, changes: boolean[] = []) =>
  openTelemetry({
    endpoint,
    service: "crm",
    version: "1",
    sampler: "always_on",
    ratio: 1,
    changed: (isWell) => void changes.push(isWell),
  });

test("while its receiver hangs no more waits than the queue holds, and the rest is dropped", async () => {
  const receiver = await startTraceReceiver();
  const tracing = tracingTo(receiver.endpoint);
  receiver.hang();
  for (let sent = 0; sent < 10_000; sent++) await tracing.request(about, async () => new Response());
  receiver.mend();
  await tracing.close();
  // The queue, and a batch that was under way and is sent again.
  expect(receiver.spans.length).toBeGreaterThan(0);
  expect(receiver.spans.length).toBeLessThanOrEqual(2_048 + 512);
});

test("that a receiver is away is told once", async () => {
  const changes: boolean[] = [];
  const tracing = tracingTo("http://127.0.0.1:1", changes);
  for (let sent = 0; sent < 2_000; sent++) await tracing.request(about, async () => new Response());
  await tracing.close();
  expect(changes.filter(Boolean)).toEqual([]);
  expect(changes.length).toBeLessThanOrEqual(1);
});

test("what code runs for is known to it, and to nothing that it leaves behind", async () => {
  const tracing = tracingTo("http://127.0.0.1:1");
  let later: (() => void) | undefined;
  const left: unknown[] = [];
  await tracing.request(about, async () => {
    expect(tracing.current()?.trace_id).toMatch(/^[0-9a-f]{32}$/);
    expect(tracing.statement("select 1")).toBeDefined();
    const waiting = new Promise<void>((resolve) => (later = resolve));
    left.push(waiting.then(() => tracing.statement("select 2")));
    return new Response();
  });
  expect(tracing.current()).toBeUndefined();
  expect(tracing.statement("select 3")).toBeUndefined();
  later!();
  expect(await left[0]).toBeUndefined();
  await tracing.close();
});
