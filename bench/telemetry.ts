import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { median, quantile, quick, rounded } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { startProduct } from "./product.ts";
import type { Product } from "./product.ts";

const rounds = quick ? 2 : 11;
const requests = quick ? 40 : 600;
const connections = 4;
const contacts = 50;
const most = 1.25;

/** Milliseconds that each of the requests took, a few at once. */
async function waitsOf({ url, key }: Product): Promise<number[]> {
  const waits: number[] = [];
  let asked = 0;
  const draw = async () => {
    while (asked++ < requests) {
      const began = performance.now();
      const answer = await fetch(`${url}/api/contacts?limit=${contacts}`, {
        headers: { authorization: `Bearer ${key}` },
      });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`The list answered ${answer.status}`);
      waits.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: connections }, draw));
  return waits;
}

async function fill({ url, key }: Product): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  for (let at = 0; at < contacts; at++)
    await fetch(`${url}/api/contacts`, {
      method: "POST",
      headers,
      body: JSON.stringify({ lastName: `Contact ${at}` }),
    });
}

/** Takes spans and forgets them. */
async function startReceiver(): Promise<{ endpoint: string; bytes(): number; stop(): void }> {
  let bytes = 0;
  const server = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => (bytes += chunk.length));
    request.on("end", () => response.writeHead(200).end());
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, bytes: () => bytes, stop: () => void server.close() };
}

export const telemetry: Claim = {
  name: "telemetry",
  promise: `With every request traced to a receiver, a list takes at most ${most} times as long as without traces`,
  measure: async () => {
    const receiver = await startReceiver();
    const products: Product[] = [];
    try {
      const without = await startProduct(4801);
      products.push(without);
      const traced = await startProduct(4802, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint });
      products.push(traced);
      const places = [without, traced].map((product) => ({ product, middles: [] as number[], tails: [] as number[] }));
      for (const { product } of places) {
        await fill(product);
        await waitsOf(product);
      }
      for (let round = 0; round < rounds; round++)
        for (const { product, middles, tails } of places) {
          const waits = await waitsOf(product);
          middles.push(median(waits));
          tails.push(quantile(waits, 0.99));
        }
      const [plain, spans] = places.map(({ middles }) => median(middles)) as [number, number];
      return {
        rows: places.map(({ product, middles, tails }) => ({
          traces: product === traced ? "all" : "none",
          "p50 ms": rounded(median(middles), 2),
          "p99 ms": rounded(median(tails), 2),
          "MB sent": product === traced ? rounded(receiver.bytes() / 1e6) : 0,
        })),
        verdicts: [
          {
            what: `p50 of a list of ${contacts}, traced to not traced, ${connections} connections`,
            measured: (spans / plain).toFixed(2),
            target: `at most ${most}`,
            kept: spans / plain <= most,
          },
        ],
      };
    } finally {
      for (const product of products) await product.stop();
      receiver.stop();
    }
  },
};
