import { AsyncLocalStorage } from "node:async_hooks";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Context, Span } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { SpanExporter } from "@opentelemetry/sdk-trace";
import { safeErrorOf } from "../errors/safe-error.ts";
import { parentOf } from "./parent.ts";
import { samplerOf } from "./sampler.ts";
import type { SamplerName } from "./sampler.ts";
import { statementOf } from "./statement.ts";
import type { Tracing } from "./tracing.ts";

interface Settings {
  /** The receiver's base address: `http://collector:4318`. */
  endpoint: string;
  service: string;
  version: string;
  sampler: SamplerName;
  /** Of the samplers by ratio, from 0 to 1. */
  ratio: number;
  /** Whether spans arrive, told when it changes. */
  changed(isWell: boolean, error?: Error): void;
}

/** Spans that wait; further ones are dropped until there is room. */
const mostWaiting = 2_048;
const pauseMilliseconds = 2_000;
const patienceMilliseconds = 5_000;
const closeMilliseconds = 3_000;
const knownMethods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/**
 * Traces by OpenTelemetry's SDK, sent as OTLP by HTTP. Nothing is registered globally: libraries that would make spans
 * of their own, with what they hold in hand, find nobody who takes them.
 */
export function openTelemetry({ endpoint, service, version, sampler, ratio, changed }: Settings): Tracing {
  const exporter = watched(
    new OTLPTraceExporter({
      url: `${endpoint.replace(/\/$/, "")}/v1/traces`,
      timeoutMillis: patienceMilliseconds,
    }),
    changed,
  );
  const provider = new TracerProvider({
    sampler: samplerOf(sampler, ratio),
    resource: defaultResource()
      .merge(detectResources({ detectors: [envDetector] }))
      .merge(resourceFromAttributes({ "service.name": service, "service.version": version })),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        maxQueueSize: mostWaiting,
        scheduledDelayMillis: pauseMilliseconds,
        exportTimeoutMillis: patienceMilliseconds,
      }),
    ],
  });
  const tracer = provider.getTracer("nextcrm", version);
  const active = new AsyncLocalStorage<Context>();
  const within = <T>(span: Span, context: Context, body: () => Promise<T>) =>
    active.run(trace.setSpan(context, span), body);
  const running = () => {
    const span = trace.getSpan(active.getStore() ?? ROOT_CONTEXT);
    // What a request set off and nobody waits for is not part of it.
    return span?.isRecording() ? span : undefined;
  };
  return {
    request: async ({ method, route, scheme, traceparent }, body) => {
      const path = route.slice(route.indexOf(" ") + 1);
      const known = knownMethods.has(method) ? method : "_OTHER";
      const attributes = { "http.request.method": known, "http.route": path, "url.scheme": scheme };
      const parent = parentOf(traceparent);
      const name = `${known === "_OTHER" ? "HTTP" : known} ${path}`;
      const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
      return ending(
        span,
        () => within(span, parent, body),
        ({ status, headers }) => {
          span.setAttribute("http.response.status_code", status);
          span.setAttribute("nextcrm.request_id", headers.get("x-request-id") ?? "");
          if (status >= 500) failed(span, String(status));
        },
      );
    },
    statement: (text) => {
      const parent = running();
      if (!parent) return undefined;
      const { name, attributes } = statementOf(text);
      const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, active.getStore());
      return (error) => {
        if (error !== undefined) fail(span, error);
        span.end();
      };
    },
    job: (kind, body) => {
      const attributes = {
        "messaging.system": "pg_boss",
        "messaging.destination.name": kind,
        "messaging.operation.name": "process",
        "messaging.operation.type": "process",
      };
      const span = tracer.startSpan(`process ${kind}`, { kind: SpanKind.CONSUMER, attributes }, ROOT_CONTEXT);
      return ending(span, () => within(span, ROOT_CONTEXT, body));
    },
    current: () => {
      const span = trace.getSpan(active.getStore() ?? ROOT_CONTEXT);
      if (!span) return undefined;
      const { traceId, spanId } = span.spanContext();
      return { trace_id: traceId, span_id: spanId };
    },
    close: async () => {
      const late = AbortSignal.timeout(closeMilliseconds);
      const ended = new Promise((resolve) => late.addEventListener("abort", resolve, { once: true }));
      await Promise.race([provider.shutdown().catch(() => undefined), ended]);
    },
  };
}

async function ending<T>(span: Span, body: () => Promise<T>, answered?: (answer: T) => void): Promise<T> {
  try {
    const answer = await body();
    answered?.(answer);
    return answer;
  } catch (error) {
    fail(span, error);
    throw error;
  } finally {
    span.end();
  }
}

function fail(span: Span, error: unknown): void {
  const { name, code } = safeErrorOf(error);
  if (code !== undefined) span.setAttribute("db.response.status_code", code);
  failed(span, code ?? name);
}

/** No description: what an error says may hold what people entered. */
function failed(span: Span, type: string): void {
  span.setAttribute("error.type", type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** An exporter that says when its receiver is away, and when it is back. */
function watched(exporter: SpanExporter, changed: Settings["changed"]): SpanExporter {
  let isWell = true;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const isSent = result.code === 0;
        if (isSent !== isWell) changed(isSent, result.error);
        isWell = isSent;
        done(result);
      }),
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}
