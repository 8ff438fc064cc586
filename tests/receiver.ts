import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { atEnd } from "./at-end.ts";

/** A delivery as it came. */
export interface Delivery {
  id: string;
  headers: IncomingHttpHeaders;
  text: string;
  body: {
    type: string;
    organizationId: string;
    firstSequence: number;
    nextSequence: number;
    gap?: { firstSequence: number; lastSequence: number; events: number };
    events: { sequence: number; action: string; class_uid?: number }[];
  };
}

export interface Receiver {
  url: string;
  /** Everything that came, in order. */
  deliveries: Delivery[];
  /** The most that were under way at once. */
  mostAtOnce(): number;
  /** How the next ones are answered, instead of 204. */
  answer(how: Answer): void;
}

type Answer = (response: ServerResponse, delivery: Delivery) => void;
export const accept: Answer = (response) => response.writeHead(204).end();
export const refuseWith =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, headers).end();
export const hang: Answer = () => undefined;

/** A receiver of webhooks on this machine. */
export async function startReceiver(): Promise<Receiver> {
  const deliveries: Delivery[] = [];
  let answer = accept;
  let [atOnce, most] = [0, 0];
  const server = createServer((request, response) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    response.on("close", () => (atOnce -= 1));
    void read(request).then((text) => {
      const delivery = {
        id: request.headers["webhook-id"] as string,
        headers: request.headers,
        text,
        body: JSON.parse(text) as Delivery["body"],
      };
      deliveries.push(delivery);
      answer(response, delivery);
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    deliveries,
    mostAtOnce: () => most,
    answer: (how) => (answer = how),
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** The signature of a delivery by a secret, as Standard Webhooks has it. */
export function signatureOf({ headers, text }: Delivery, secret: string): string {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signed = [headers["webhook-id"], headers["webhook-timestamp"], text].join(".");
  return `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
}

/** Places in the order in which they came, each event once, as a receiver keeps them that drops repeats by their id. */
export function kept(deliveries: readonly Delivery[]): number[] {
  const seen = new Set<string>();
  return deliveries.flatMap(({ id, body }) => {
    if (seen.has(id)) return [];
    seen.add(id);
    return body.events.map(({ sequence }) => sequence);
  });
}
