import type { ReadLog } from "../../audit/read-log.ts";
import type { Database } from "../../ports/database.ts";
import type { Limiter } from "../../ports/limiter.ts";
import type { Mail } from "../../ports/mail.ts";
import type { Payments } from "../../ports/payments.ts";
import type { Storage } from "../../ports/storage.ts";
import type { Check } from "./check.ts";
import { auditCheck, jobsCheck } from "./checks/behind.ts";
import { clockCheck, databaseCheck } from "./checks/database.ts";
import { certificateCheck, diskCheck } from "./checks/machine.ts";
import { mailCheck, redisCheck, storageCheck, stripeCheck } from "./checks/services.ts";

interface Parts {
  /** With connections of its own: many requests at once are no reason to call the database down. */
  db: Database;
  limiter: Limiter;
  storage: Storage;
  mail: Mail;
  payments: Payments | null;
  reads: ReadLog;
  dataFolder: string;
  /** A PEM file, or an address that shows it. */
  certificate: string | undefined;
}

/** Everything that is looked at, in the order in which it is told. */
export function checksOf({
  db,
  limiter,
  storage,
  mail,
  payments,
  reads,
  dataFolder,
  certificate,
}: Parts): readonly Check[] {
  return [
    databaseCheck(db),
    redisCheck(limiter),
    storageCheck(storage),
    mailCheck(mail),
    jobsCheck(db),
    auditCheck(db, reads),
    diskCheck(dataFolder),
    certificateCheck(certificate),
    clockCheck(db),
    stripeCheck(payments),
  ];
}
