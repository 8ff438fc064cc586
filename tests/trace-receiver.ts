import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { atEnd } from "./at-end.ts";

/** A span as it arrived. */
export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentId: string;
  name: string;
  kind: number;
  attributes: Record<string, string | number>;
  /** 2 is an error. */
  status: number;
}

export interface TraceReceiver {
  endpoint: string;
  spans: ReceivedSpan[];
  /** Everything that came, as bytes. */
  bytes(): Buffer;
  resource(): Record<string, string | number>;
  /** Requests are taken and not answered, until it is mended. */
  hang(): void;
  mend(): void;
}

/** Who takes traces by OTLP over HTTP, as protobuf. */
export async function startTraceReceiver(): Promise<TraceReceiver> {
  const bodies: Buffer[] = [];
  const spans: ReceivedSpan[] = [];
  let resource: Record<string, string | number> = {};
  let isHanging = false;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (isHanging) return;
      const body = Buffer.concat(chunks);
      bodies.push(body);
      for (const ofResource of messages(body, 1)) {
        resource = attributesOf(messages(ofResource, 1)[0]!, 1);
        for (const ofScope of messages(ofResource, 2)) spans.push(...messages(ofScope, 2).map(spanOf));
      }
      response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bytes: () => Buffer.concat(bodies),
    resource: () => resource,
    hang: () => void (isHanging = true),
    mend: () => {
      isHanging = false;
      server.closeAllConnections();
    },
  };
}

function spanOf(bytes: Buffer): ReceivedSpan {
  const hex = (field: number) => messages(bytes, field)[0]?.toString("hex") ?? "";
  const [status] = messages(bytes, 15);
  return {
    traceId: hex(1),
    spanId: hex(2),
    parentId: hex(4),
    name: messages(bytes, 5)[0]!.toString(),
    kind: numberIn(bytes, 6),
    attributes: attributesOf(bytes, 9),
    status: status ? numberIn(status, 3) : 0,
  };
}

function attributesOf(bytes: Buffer, field: number): Record<string, string | number> {
  return Object.fromEntries(
    messages(bytes, field).map((pair) => {
      const [value = Buffer.alloc(0)] = messages(pair, 2);
      const [text] = messages(value, 1);
      return [messages(pair, 1)[0]!.toString(), text ? text.toString() : numberIn(value, 3)];
    }),
  );
}

/** The values of a field that have a length: messages, texts, bytes. */
function messages(bytes: Buffer, field: number): Buffer[] {
  return [...fieldsOf(bytes)].flatMap(([number, value]) => (number === field && Buffer.isBuffer(value) ? [value] : []));
}

function numberIn(bytes: Buffer, field: number): number {
  for (const [number, value] of fieldsOf(bytes)) if (number === field && !Buffer.isBuffer(value)) return value;
  return 0;
}

/** Protobuf's wire format, which needs no schema to be taken apart. */
function* fieldsOf(bytes: Buffer): Generator<[field: number, value: Buffer | number]> {
  let at = 0;
  const varint = () => {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = bytes[at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  };
  const take = (length: number) => bytes.subarray(at, (at += length));
  while (at < bytes.length) {
    const tag = varint();
    const type = tag & 7;
    if (type === 0) yield [tag >> 3, varint()];
    else if (type === 2) yield [tag >> 3, take(varint())];
    else take(type === 1 ? 8 : 4);
  }
}
