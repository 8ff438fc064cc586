import { Gauge } from "prom-client";
import type { Registry } from "prom-client";
import type { Limiter } from "../../ports/limiter.ts";
import type { HealthMonitor } from "../health/monitor.ts";
import { lastBackup } from "../minutes/write-minutes.ts";
import type { BackupStamp } from "../minutes/write-minutes.ts";

interface Sources {
  health: Pick<HealthMonitor, "known">;
  limits: Pick<Limiter, "state">;
}

const wellness = { up: 1, degraded: 0.5, down: 0 } as const;
const secondsOfDay = 86_400;

/** What this process found last of the parts that it needs; nothing is looked at for it. */
export function healthGauges(register: Registry, { health, limits }: Sources): void {
  const registers = [register];
  new Gauge({
    name: "nextcrm_health_check",
    help: "Parts of the product: 1 up, 0.5 degraded, 0 down. Those that are not set up are left out.",
    labelNames: ["check"],
    registers,
    collect() {
      this.reset();
      for (const { name, status } of health.known())
        if (status !== "not_configured") this.set({ check: name }, wellness[status]);
    },
  });
  const factOf = (name: string, help: string, check: string, fact: string, unit = 1) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.remove();
        const value = health.known().find((one) => one.name === check)?.facts?.[fact];
        if (typeof value === "number") this.set(value * unit);
      },
    });
  factOf("nextcrm_disk_free_bytes", "Free on the disk of the data folder.", "disk", "freeBytes");
  factOf("nextcrm_disk_size_bytes", "Size of the disk of the data folder.", "disk", "sizeBytes");
  factOf(
    "nextcrm_certificate_seconds_left",
    "Until the certificate ends, in whole days.",
    "certificate",
    "daysLeft",
    secondsOfDay,
  );
  new Gauge({
    name: "nextcrm_limits_not_shared",
    help: "1 while this process counts limits for itself, because Redis does not answer.",
    registers,
    collect() {
      this.set(limits.state() === "local" ? 1 : 0);
    },
  });
}

/** For how long no backup was made; left out where nobody knows of any. */
export function backupGauge(register: Registry, stamp: BackupStamp, now: () => number = Date.now): void {
  new Gauge({
    name: "nextcrm_backup_age_seconds",
    help: "Since the last backup, by the time of the file that it touches.",
    registers: [register],
    async collect() {
      this.remove();
      const at = Date.parse((await lastBackup(stamp)) ?? "");
      if (Number.isFinite(at)) this.set(Math.max(0, (now() - at) / 1_000));
    },
  });
}
