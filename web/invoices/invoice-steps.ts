import type { StoredRecord } from "../records/model.ts";

/** What may be done with an invoice now, as the server allows it. */
export function stepsOf(record: StoredRecord) {
  const status = String(record["status"]);
  const isNumbered = record["number"] !== null && record["number"] !== undefined;
  const isCancelled = status === "cancelled";
  const isUnpaid = ((record["payments"] as unknown[] | undefined) ?? []).length === 0;
  return {
    issue: status === "draft",
    pay: isNumbered && !isCancelled && status !== "paid",
    send: isNumbered && !isCancelled && !record["sentAt"],
    credit: isNumbered && !isCancelled && record["type"] === "invoice",
    cancel: !isCancelled && isUnpaid,
  };
}
