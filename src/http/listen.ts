import { getRequestListener } from "@hono/node-server";
import { createServer as createHttpServer } from "node:http";
import type { IncomingMessage, Server as HttpServer, ServerResponse } from "node:http";
import { createServer, Server as NetServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Refusal } from "../refusal.ts";
import { bareRefusal, writeRefusal } from "./refused-request.ts";

type Fetch = (request: Request, connection: { socketAddress?: string | null }) => Promise<Response>;

export interface Listening {
  port: number;
  /** Stops accepting and resolves when every accepted request has its whole answer, or after `graceMs`. */
  drain(graceMs: number): Promise<void>;
}

interface Place {
  port: number;
  /** All addresses of the machine when empty. */
  host: string;
  /**
   * Whether a proxy brings what browsers send over HTTPS. What it was sent over cannot be read from a request that
   * cannot be read.
   */
  https?: boolean;
}

/** An idle connection may already carry the next request when the drain begins. */
const lullMs = 150;

/** Serves over HTTP. Throws a Refusal when the port is taken. */
export async function listen(fetch: Fetch, place: Place): Promise<Listening> {
  const { https = false } = place;
  const answer = getRequestListener(
    (request, { incoming }) => fetch(request, { socketAddress: (incoming as IncomingMessage).socket.remoteAddress }),
    {
      errorHandler: () => {
        const { body, ...rest } = bareRefusal(400, https);
        return new Response(body, rest);
      },
    },
  );
  // A request without Host reaches the listener, which refuses it as Node would, but with all fields.
  const server = createHttpServer({ requireHostHeader: false }, (request, response) => void answer(request, response));
  // Node's five minutes would cut off a large upload over a slow line; an idle one still ends by the socket's timeout.
  server.requestTimeout = 0;
  server.timeout = 120_000;
  const open = new Set<ServerResponse>();
  server.prependListener("request", (_: IncomingMessage, response: ServerResponse) => {
    open.add(response);
    response.once("close", () => open.delete(response));
  });
  server.on("clientError", (error, socket) => writeRefusal(error, socket, { answers: open, https }));
  server.on("checkExpectation", (_: IncomingMessage, response: ServerResponse) => {
    const { status, headers, body } = bareRefusal(417, https);
    response.writeHead(status, headers).end(body);
  });
  await bind(server, place);
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : place.port,
    drain: (graceMs) => drain(server, open, graceMs),
  };
}

/** Refuses a taken port before anything else is done. */
export async function refuseBusyPort(place: Place): Promise<void> {
  const probe = createServer();
  await bind(probe, place);
  await new Promise((closed) => probe.close(closed));
}

function bind(server: NetServer, { port, host }: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(refusal(error, port, host)));
    server.listen({ port, ...(host && { host }) }, () => {
      server.removeAllListeners("error");
      resolve();
    });
  });
}

function refusal({ code, message }: NodeJS.ErrnoException, port: number, host: string): Refusal {
  if (code === "EADDRINUSE")
    return new Refusal(`The port ${port} is already in use; stop the other program or set PORT to another.`);
  if (code === "EACCES")
    return new Refusal(`The port ${port} needs rights that this user lacks; set PORT to one above 1023.`);
  return new Refusal(`The address ${host || "*"}:${port} (HOST, PORT) cannot be listened on: ${code ?? message}.`);
}

async function drain(server: HttpServer, open: Set<ServerResponse>, graceMs: number): Promise<void> {
  // Tells each client that this answer is its connection's last, so that none sends another into a closing socket.
  server.prependListener("request", (_: IncomingMessage, response: ServerResponse) => announceLast(response));
  for (const response of open) announceLast(response);
  let done = false;
  // Not http's own close, which would cut idle connections at once.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve())).then(() => {
    done = true;
  });
  const until = Date.now() + graceMs;
  await Promise.race([closed, delay(lullMs)]);
  while (!done && Date.now() < until) {
    server.closeIdleConnections();
    await Promise.race([closed, delay(25)]);
  }
  server.closeAllConnections();
  await closed;
}

function announceLast(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader("Connection", "close");
}
