import type { Config } from "../../config.ts";
import type { Log } from "../log.ts";
import type { Tracing } from "./tracing.ts";

type Settings = Pick<
  Config,
  "OTEL_EXPORTER_OTLP_ENDPOINT" | "OTEL_SERVICE_NAME" | "OTEL_TRACES_SAMPLER" | "OTEL_TRACES_SAMPLER_ARG"
>;

/** Undefined, and nothing of OpenTelemetry loaded, where no receiver is set. */
export async function startTracing(config: Settings, version: string, log: Log): Promise<Tracing | undefined> {
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined) return undefined;
  const { openTelemetry } = await import("./open-telemetry.ts");
  return openTelemetry({
    endpoint,
    service: config.OTEL_SERVICE_NAME,
    version,
    sampler: config.OTEL_TRACES_SAMPLER,
    ratio: config.OTEL_TRACES_SAMPLER_ARG,
    changed: (isWell, error) =>
      isWell
        ? log.info({}, "Traces are sent again")
        : log.warn({ err: error }, "Traces cannot be sent; those that do not fit into the queue are dropped"),
  });
}
