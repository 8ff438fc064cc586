import { useQuery } from "@tanstack/react-query";
import { formatMoney } from "../format.ts";
import type { RecordType } from "../model.ts";
import { fewRecordsQuery, type ListQuery } from "../queries.ts";
import { sumsByCurrency } from "./sums.ts";

type Sum = { member: string; only: ListQuery; says: string };

/** What of a type's records adds up to something that people ask for. */
const sums: Record<string, Sum> = {
  opportunity: { member: "amount", only: { "filter[status][eq]": "open" }, says: "open" },
  invoice: { member: "balance", only: { "filter[balance][gt]": 0 }, says: "owed" },
  contract: { member: "value", only: { "filter[status][eq]": "active" }, says: "active" },
};
const most = 200;

/** The sum over related records, a currency at a time; of more than can be read at once, none. */
export function RelatedSum({ type, filter }: { type: RecordType; filter: ListQuery }) {
  const sum = sums[type.name];
  return sum ? <Amount type={type} filter={filter} sum={sum} /> : null;
}

function Amount({ type, filter, sum }: { type: RecordType; filter: ListQuery; sum: Sum }) {
  const { data } = useQuery(fewRecordsQuery(type.plural, { ...filter, ...sum.only, limit: most }));
  if (!data || data.length === 0 || data.length === most) return null;
  const amounts = sumsByCurrency(data.map((record) => [record["currency"], record[sum.member]]));
  if (amounts.length === 0) return null;
  return `${amounts.map(([currency, amount]) => formatMoney(amount, currency)).join(" + ")} ${sum.says}`;
}
