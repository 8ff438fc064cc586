import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import type { Metric, OpenMetricsContentType, PrometheusContentType } from "prom-client";
import type { Database } from "../../ports/database.ts";
import type { Decision, Limiter } from "../../ports/limiter.ts";
import type { HealthMonitor } from "../health/monitor.ts";
import type { BackupStamp } from "../minutes/write-minutes.ts";
import { backupGauge, healthGauges } from "./health-gauges.ts";
import type { Installation } from "./installation.ts";
import { strangersCounter } from "./strangers.ts";
import type { StrangersCounter } from "./strangers.ts";

/** What is counted as it happens, and how it is told to Prometheus. No label is an organization, a person or an id. */
export interface Metrics extends StrangersCounter {
  /** A request was answered. The route is a declared one, with its placeholders. */
  answered(method: string, route: string, status: number, seconds: number): void;
  /** Requests that are being answered change by so many. */
  underWay(change: 1 | -1): void;
  decided(decisions: readonly Decision[], backend: ReturnType<Limiter["state"]>): void;
  worked(kind: string, outcome: "success" | "failure", seconds: number): void;
  sealed(events: number, seconds: number): void;
  /** Everything as text, in one of the two formats of Prometheus. */
  expose(format: "prometheus" | "openmetrics"): Promise<{ contentType: string; text: string }>;
}

interface Sources {
  pools: Readonly<Record<string, Pick<Database, "connections">>>;
  reads: { waiting(): number; spilled(): number };
  /** What this process knows of the parts that it needs; nothing is told of them without. */
  parts?: { health: Pick<HealthMonitor, "known">; limits: Pick<Limiter, "state">; backupStamp: BackupStamp };
  /** Null while it cannot be told: its metrics are left out then. */
  installation(): Promise<Installation | null>;
}

/** OpenTelemetry's advice for requests. */
const requestSeconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const jobSeconds = [0.01, 0.1, 1, 10, 60, 600, 3_600];
const knownMethods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** A registry for one product: names are OpenTelemetry's as Prometheus spells them, and our own begin with `nextcrm_`. */
export function metrics(sources: Sources): Metrics {
  const plain = new Registry<PrometheusContentType>();
  const own = { registers: [plain] };
  const requests = new Histogram({
    ...own,
    name: "http_server_request_duration_seconds",
    help: "Requests by route and status, from their arrival until the answer's head.",
    labelNames: ["http_request_method", "http_route", "http_response_status_code"],
    buckets: requestSeconds,
  });
  const active = new Gauge({ ...own, name: "http_server_active_requests", help: "Requests that are being answered." });
  const decisions = new Counter({
    ...own,
    name: "nextcrm_rate_limit_decisions_total",
    help: "Decisions of the limiter by policy, outcome (allowed, refused), and where the buckets were.",
    labelNames: ["policy", "outcome", "backend"],
  });
  const jobs = new Histogram({
    ...own,
    name: "nextcrm_job_duration_seconds",
    help: "Jobs that this process has run, by kind and outcome (success, failure).",
    labelNames: ["kind", "outcome"],
    buckets: jobSeconds,
  });
  const sealing = new Histogram({
    ...own,
    name: "nextcrm_audit_seal_duration_seconds",
    help: "How long sealing took, each time that there was something to seal.",
    buckets: requestSeconds,
  });
  const sealed = new Counter({
    ...own,
    name: "nextcrm_audit_sealed_events_total",
    help: "Events of the audit log that this process has sealed.",
  });
  const strangers = strangersCounter(plain);
  gaugesOf(sources, plain);
  if (sources.parts) {
    healthGauges(plain, sources.parts);
    backupGauge(plain, sources.parts.backupStamp);
  }
  collectDefaultMetrics({ register: plain });

  const open = new Registry<OpenMetricsContentType>();
  open.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  for (const { name } of plain.getMetricsAsArray())
    open.registerMetric(plain.getSingleMetric(name) as unknown as Metric<string>);

  // Finding a series by its labels costs more than adding to it.
  const series = new Map<string, { observe(seconds: number): void }>();
  return {
    ...strangers,
    answered: (method, route, status, seconds) => {
      const known = knownMethods.has(method) ? method : "_OTHER";
      const name = `${known} ${status} ${route}`;
      let one = series.get(name);
      if (!one) series.set(name, (one = requests.labels(known, route, String(status))));
      one.observe(seconds);
    },
    underWay: (change) => active.inc(change),
    decided: (made, backend) => {
      for (const { policy, allowed } of made)
        decisions.inc({ policy: policy.name, outcome: allowed ? "allowed" : "refused", backend });
    },
    worked: (kind, outcome, seconds) => jobs.observe({ kind, outcome }, seconds),
    sealed: (events, seconds) => {
      sealed.inc(events);
      sealing.observe(seconds);
    },
    expose: async (format) => {
      const registry = format === "openmetrics" ? open : plain;
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

/** What is looked at when somebody asks. */
function gaugesOf({ pools, reads, installation }: Sources, register: Registry): void {
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[], fill: Fill<Label>) =>
    new Gauge<Label>({
      name,
      help,
      labelNames,
      registers: [register],
      async collect() {
        this.reset();
        await fill((labels, value) => this.set(labels, value));
      },
    });
  const poolName = "db_client_connection_pool_name";
  gauge(
    "db_client_connection_count",
    "Connections to PostgreSQL by state (idle, used).",
    [poolName, "db_client_connection_state"],
    (set) => {
      for (const [name, pool] of Object.entries(pools)) {
        const { open, idle } = pool.connections();
        set({ [poolName]: name, db_client_connection_state: "idle" }, idle);
        set({ [poolName]: name, db_client_connection_state: "used" }, open - idle);
      }
    },
  );
  gauge("db_client_connection_max", "Connections that a pool may open.", [poolName], (set) => {
    for (const [name, pool] of Object.entries(pools)) set({ [poolName]: name }, pool.connections().most);
  });
  gauge("db_client_connection_pending_requests", "Who waits for a connection.", [poolName], (set) => {
    for (const [name, pool] of Object.entries(pools)) set({ [poolName]: name }, pool.connections().waiting);
  });
  gauge("nextcrm_audit_reads_waiting", "Events of reads in memory.", [], (set) => set({}, reads.waiting()));
  gauge("nextcrm_audit_reads_spilled", "Events of reads on the disk.", [], (set) => set({}, reads.spilled()));
  const told =
    (fill: (all: Installation, set: (labels: object, value: number) => void) => void): Fill<string> =>
    async (set) => {
      const all = await installation();
      if (all) fill(all, set);
    };
  gauge(
    "nextcrm_job_queue_size",
    "Jobs by kind and state (waiting, active, failed).",
    ["kind", "state"],
    told(({ queues }, set) => {
      for (const { kind, waiting, active, failed } of queues)
        for (const [state, value] of Object.entries({ waiting, active, failed })) set({ kind, state }, value);
    }),
  );
  gauge(
    "nextcrm_job_queue_oldest_seconds",
    "For how long the oldest job has been due.",
    ["kind"],
    told(({ queues }, set) => {
      for (const { kind, oldestSeconds } of queues) set({ kind }, oldestSeconds);
    }),
  );
  gauge(
    "nextcrm_audit_unsealed_events",
    "Committed events without a place in the log, up to 1,000.",
    [],
    told(({ unsealed }, set) => set({}, unsealed.events)),
  );
  gauge(
    "nextcrm_audit_oldest_unsealed_seconds",
    "For how long the oldest of them waits.",
    [],
    told(({ unsealed }, set) => set({}, unsealed.oldestSeconds)),
  );
  gauge(
    "nextcrm_audit_refused_logs",
    "Logs that are not sealed, because the database does not continue what was signed.",
    [],
    told(({ refusedLogs }, set) => set({}, refusedLogs)),
  );
  gauge(
    "nextcrm_exports",
    "Exports of the audit log that are kept, by status.",
    ["status"],
    told(({ exports }, set) => {
      for (const { status, count } of exports) set({ status }, count);
    }),
  );
  gauge(
    "nextcrm_exports_failed",
    "Exports that failed in the last day, by kind (audit, data, person).",
    ["kind"],
    told(({ failedExports }, set) => {
      for (const { kind, count } of failedExports) set({ kind }, count);
    }),
  );
  gauge(
    "nextcrm_payments_failing",
    "Organizations whose last payment failed.",
    [],
    told(({ failingPayments }, set) => set({}, failingPayments)),
  );
  gauge(
    "nextcrm_job_queue_given_up",
    "Jobs that were given up in the last hour, by kind.",
    ["kind"],
    told(({ queues }, set) => {
      for (const { kind, givenUp } of queues) set({ kind }, givenUp);
    }),
  );
  gauge(
    "nextcrm_organizations",
    "Organizations by plan and status.",
    ["plan", "status"],
    told(({ organizations }, set) => {
      for (const { plan, status, count } of organizations) set({ plan, status }, count);
    }),
  );
}

type Fill<Label extends string> = (
  set: (labels: Partial<Record<Label, string>>, value: number) => void,
) => void | Promise<void>;
