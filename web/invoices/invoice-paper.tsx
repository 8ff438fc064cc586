import { useMe } from "../app/session.ts";
import { formatDate, formatDecimal, formatExactMoney, labelOfChoice } from "../records/format.ts";
import type { RecordType, Reference, StoredRecord } from "../records/model.ts";
import type { Line, Totals } from "./line-totals.ts";
import { TotalsList } from "./totals-list.tsx";

type InvoiceProps = { type: RecordType; record: StoredRecord };

/** An invoice as its customer gets it, on paper or in the file that a browser prints to. On no screen. */
export function InvoicePaper({ type, record }: InvoiceProps) {
  const { currentOrganization } = useMe();
  const text = (member: string) => (typeof record[member] === "string" ? record[member] : "");
  const choice = (name: string) => {
    const field = type.fields.find((one) => one.name === name);
    return field && text(name) ? labelOfChoice(field, text(name)) : "";
  };
  const [seller = "", ...more] = (text("seller") || currentOrganization?.name || "").split("\n");
  const account = record["account"] as Reference | null | undefined;
  const customer = [
    text("billingName") || (account?.title ?? account?.name),
    text("billingStreet"),
    [text("billingPostalCode"), text("billingCity")].filter(Boolean).join(" "),
    text("billingState"),
    choice("billingCountry"),
    text("billingVatNumber") && `VAT number ${text("billingVatNumber")}`,
  ].filter(Boolean);
  const day = (member: string) => text(member) && formatDate(text(member));
  const facts: [string, string][] = [
    ["Number", record["number"] === null ? "" : text("name")],
    ["Issue date", day("issueDate")],
    ["Supply date", day("supplyDate")],
    ["Due date", day("dueDate")],
  ];
  const unsent = ["draft", "cancelled"].includes(text("status")) ? ` (${choice("status").toLowerCase()})` : "";
  return (
    <article aria-label="On paper" className="hidden text-ink print:block">
      <header className="mb-10 flex justify-between gap-10">
        <h1 className="text-2xl font-semibold">
          {choice("type")}
          {unsent}
        </h1>
        <address className="text-right text-sm whitespace-pre-line not-italic">
          <strong className="font-semibold">{seller}</strong>
          {more.map((line) => `\n${line}`)}
        </address>
      </header>
      <div className="mb-8 flex justify-between gap-10 text-sm">
        <section>
          <h2 className="mb-1 text-xs text-ink-muted">Billed to</h2>
          <address className="whitespace-pre-line not-italic">{customer.join("\n")}</address>
        </section>
        <dl className="grid grid-cols-[auto_auto] content-start gap-x-6 gap-y-1">
          {facts
            .filter(([, value]) => value)
            .map(([label, value]) => (
              <div key={label} className="contents">
                <dt className="text-ink-muted">{label}</dt>
                <dd className="text-right tabular-nums">{value}</dd>
              </div>
            ))}
        </dl>
      </div>
      {text("subject") && <p className="mb-3 text-sm font-semibold">{text("subject")}</p>}
      <Lines lines={(record["lines"] as Line[] | undefined) ?? []} currency={text("currency")} />
      <div className="mt-4 break-inside-avoid">
        <TotalsList
          totals={record as unknown as Totals}
          currency={text("currency")}
          paid={text("paid")}
          balance={text("balance")}
        />
      </div>
      {text("notes") && <p className="mt-8 text-sm whitespace-pre-line">{text("notes")}</p>}
    </article>
  );
}

/** Columns in which no line says anything are left out. */
function Lines({ lines, currency }: { lines: readonly Line[]; currency: string }) {
  const number = (value: unknown, most: number) =>
    typeof value === "string" && value !== "" ? formatDecimal(value, { maximumFractionDigits: most }) : "";
  const share = (value: unknown) => number(value, 2) && `${number(value, 2)}%`;
  const money = (value: unknown) => (typeof value === "string" ? formatExactMoney(value, currency) : "");
  const columns: [label: string, of: (line: Line) => string][] = [
    ["Quantity", (line) => [number(line["quantity"], 4), line["unit"]].filter(Boolean).join(" ")],
    ["Price", (line) => money(line["unitPrice"])],
    ["Discount", (line) => (Number(line["discountPercent"]) > 0 ? share(line["discountPercent"]) : "")],
    ["Tax", (line) => share(line["taxRate"])],
    ["Amount", (line) => money(line["total"])],
  ];
  const telling = columns.filter(([, of]) => lines.some((line) => of(line) !== ""));
  return (
    <table className="w-full text-sm">
      <thead>
        <tr className="border-b border-line-strong text-xs text-ink-muted">
          <th scope="col" className="py-1.5 pr-4 text-left font-medium">
            Description
          </th>
          {telling.map(([label]) => (
            <th key={label} scope="col" className="py-1.5 pl-4 text-right font-medium">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line, at) => (
          <tr key={at} className="break-inside-avoid border-b border-line align-top">
            <td className="py-2 pr-4 whitespace-pre-line">{line["description"] as string}</td>
            {telling.map(([label, of]) => (
              <td key={label} className="py-2 pl-4 text-right whitespace-nowrap tabular-nums">
                {of(line)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
