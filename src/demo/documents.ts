import { createHash } from "node:crypto";
import { document } from "../crm/document.ts";
import { linkTo } from "./activities.ts";
import { addressPart } from "./names.ts";
import type { Agreement } from "./contracts.ts";
import type { Deal } from "./deals.ts";
import { bornAt, change, valuesOf } from "./history.ts";
import type { Life } from "./history.ts";
import { pdfOf } from "./pdf.ts";
import type { Random } from "./random.ts";
import type { Scene } from "./scene.ts";
import { companyName } from "./team.ts";

/** The bytes of a document. */
export interface DemoFile {
  document: Life;
  bytes: Uint8Array;
}

/** Offers of the last months and signed contracts, with a page of text each. */
export function makeDocuments(
  scene: Scene,
  deals: readonly Deal[],
  agreements: readonly Agreement[],
  count: number,
): DemoFile[] {
  const random = scene.randomFor("documents");
  const offered = deals
    .filter(({ life }) => life.states.length >= 3)
    .toSorted((one, other) => bornAt(other.life) - bornAt(one.life));
  const signed = agreements.filter((agreement) => agreement.signed && agreement.deal);
  return [
    ...offered.slice(0, Math.ceil(count / 2)).map((deal) => offer(scene, random, deal)),
    ...signed.slice(-Math.floor(count / 2)).map((agreement) => contractScan(scene, agreement)),
  ];
}

function offer(scene: Scene, random: Random, deal: Deal): DemoFile {
  const at = deal.life.states[2]!.at;
  const { amount, currency } = valuesOf(deal.life);
  const { description, quantity, unit, unitPrice, discountPercent } = deal.line;
  const lines = [
    `Offer: ${deal.product.name}`,
    `${companyName} for ${deal.company.name}`,
    `${Number(quantity)} ${unit} ${description} at ${unitPrice} ${currency as string}${discountPercent ? `, less ${discountPercent} %` : ""}`,
    `Total without tax: ${amount as string} ${currency as string}`,
    "Valid for six weeks.",
  ];
  const name = `Offer ${deal.product.name}, ${deal.company.name}`;
  const values = {
    name,
    type: "offer",
    status: "active",
    folder: "Offers",
    links: [deal.company.life, deal.life].map(linkTo),
    expiryDate: scene.calendar.date(scene.calendar.dayOf(at) + 42),
  };
  return attach(scene.history.begin(document, at + random.whole(1, 9) * 60_000, deal.seller, values), name, lines);
}

function contractScan(scene: Scene, { life }: Agreement): DemoFile {
  const signing = life.states.find(({ values }) => values.status === "signed" || values.status === "active")!;
  const { title, number, value, currency, startDate, endDate } = signing.values as Record<string, string>;
  const lines = [
    title!,
    `Number ${number}`,
    `From ${startDate} to ${endDate}`,
    `Value ${value} ${currency}`,
    "Signed by both sides.",
  ];
  const links = [linkTo(life), { type: "account", id: signing.values.accountId as string }];
  const values = {
    name: `${number} ${title}`,
    type: "contract",
    status: "active",
    folder: "Contracts",
    links,
    expiryDate: endDate,
  };
  return attach(scene.history.begin(document, signing.at + 60_000, signing.by, values), values.name, lines);
}

function attach(life: Life, name: string, lines: readonly string[]): DemoFile {
  const bytes = pdfOf(lines);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const { at, by } = life.states[0]!;
  change(life, at + 60_000, by, {
    filename: `${addressPart(name)}.pdf`,
    mediaType: "application/pdf",
    size: bytes.length,
    sha256,
    fileVersion: 1,
  });
  return { document: life, bytes };
}
