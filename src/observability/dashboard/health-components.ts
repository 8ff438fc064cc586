/** A part of the health score. Whether more or less is better is told by which of `well` and `bad` is larger. */
export interface Component {
  label: string;
  /** What is looked at, for docs/DASHBOARD.md. */
  looks: string;
  /** `status`: 1 up, 0.5 degraded, 0 down. */
  unit: "status" | "milliseconds" | "seconds" | "percent" | "days" | "count";
  /** All points from here on. */
  well: number;
  /** None from here on. */
  bad: number;
  weight: number;
  /** With none of its points, the whole is no more than this. */
  atMost: number;
  /** What would raise it. */
  advice: string;
}

/** Over so many minutes requests are looked at. */
export const recentMinutes = 15;
/** A rate of fewer requests is told as if there were so many: one error of two is no half of all. */
export const fewRequests = 50;
/** A larger disk is looked at as if it were so large: what is free of it is much in any case. */
export const largestDiskBytes = 50 * 2 ** 30;

const status = { unit: "status", well: 1, bad: 0 } as const;

/** Everything that the score is made of. How the business goes is no part of it. */
export const components = {
  database: {
    ...status,
    label: "Database",
    looks: "PostgreSQL can be read and written",
    weight: 18,
    atMost: 5,
    advice: "See whether PostgreSQL runs, has room on its disk, and takes what is written.",
  },
  errors: {
    label: "Errors",
    looks: "answers with 5xx among the API's requests of the last 15 minutes, of 50 at least",
    unit: "percent",
    well: 0.2,
    bad: 10,
    weight: 12,
    atMost: 30,
    advice: "Look at the recorded errors: the newest say which route fails, and where.",
  },
  latency: {
    label: "Response time",
    looks: "the 95th percentile of the API's requests of the last 15 minutes",
    unit: "milliseconds",
    well: 500,
    bad: 10_000,
    weight: 12,
    atMost: 50,
    advice: "See in /api/metrics which routes are slow, and whether connections to the database are waited for.",
  },
  seal: {
    label: "Audit log, sealing",
    looks: "for how long the oldest event waits for its place in the log",
    unit: "seconds",
    well: 10,
    bad: 600,
    weight: 8,
    atMost: 70,
    advice: "See in the server's log why the audit log is not sealed.",
  },
  logs: {
    label: "Audit log, refused logs",
    looks: "logs that do not continue what was signed of them",
    unit: "count",
    well: 0,
    bad: 1,
    weight: 6,
    atMost: 60,
    advice: "A log is not the one that was signed: docs/AUDIT_LOG.md tells what to do.",
  },
  spill: {
    label: "Audit log, reads",
    looks: "events of reads that wait on the disk",
    unit: "count",
    well: 0,
    bad: 10_000,
    weight: 2,
    atMost: 80,
    advice: "Reads are written once the database takes them again.",
  },
  jobs: {
    label: "Jobs",
    looks: "for how long the oldest job has been due",
    unit: "seconds",
    well: 60,
    bad: 3_600,
    weight: 7,
    atMost: 60,
    advice: "See which kind of job waits, and whether a process works on jobs at all.",
  },
  storage: {
    ...status,
    label: "Files",
    looks: "a file can be written, read and removed",
    weight: 6,
    atMost: 50,
    advice: "See whether the data folder, or the store of files, can be written.",
  },
  disk: {
    label: "Disk",
    looks: "what is free where the data folder is; of a disk larger than 50 GiB as if it had 50",
    unit: "percent",
    well: 15,
    bad: 2,
    weight: 6,
    atMost: 40,
    advice: "Make room where the data folder is.",
  },
  limits: {
    ...status,
    label: "Limits",
    looks: "Redis answers, and limits are shared",
    weight: 5,
    atMost: 75,
    advice: "See whether Redis runs: each process counts for itself meanwhile.",
  },
  mail: {
    ...status,
    label: "Mail",
    looks: "the mail server lets us in",
    weight: 4,
    atMost: 75,
    advice: "See whether SMTP_URL is right and the server takes mail.",
  },
  payments: {
    ...status,
    label: "Payment provider",
    looks: "Stripe answers; not what is paid",
    weight: 3,
    atMost: 85,
    advice: "See whether Stripe can be reached, and its key is still good.",
  },
  certificate: {
    label: "Certificate",
    looks: "until when it is good",
    unit: "days",
    well: 14,
    bad: 0,
    weight: 4,
    atMost: 40,
    advice: "Renew the certificate.",
  },
  clock: {
    label: "Clock",
    looks: "how far this machine's is from the database's",
    unit: "seconds",
    well: 2,
    bad: 60,
    weight: 2,
    atMost: 80,
    advice: "Set both machines' clocks by the same time server.",
  },
  alerts: {
    label: "Alerts",
    looks: "alerts about the installation that are open and not silenced",
    unit: "count",
    well: 0,
    bad: 8,
    weight: 5,
    atMost: 70,
    advice: "See to the open alerts, each of which says what to do next.",
  },
} as const satisfies Record<string, Component>;

export type ComponentName = keyof typeof components;
export const componentNames = Object.keys(components) as ComponentName[];
