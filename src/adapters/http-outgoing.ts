import { lookup as dnsLookup } from "node:dns";
import type { LookupAddress, LookupOptions } from "node:dns";
import { request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { BlockList, isIP } from "node:net";
import { OutgoingError } from "../ports/outgoing.ts";
import type { Answered, Outgoing } from "../ports/outgoing.ts";
import { isReachable } from "./public-address.ts";

type Resolve = (
  name: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

interface Settings {
  /** Also to private networks, and to this machine without TLS. */
  allowPrivate: boolean;
  timeoutMilliseconds?: number;
  /** The system's resolver, unless a test has its own. */
  resolve?: Resolve;
}

/**
 * Over HTTP/1.1, each request on a connection of its own. Names are resolved when it connects, and every address is
 * looked at then: what a name meant a moment ago does not help whoever changes it.
 */
export function httpOutgoing({ allowPrivate, timeoutMilliseconds = 10_000, resolve = dnsLookup }: Settings): Outgoing {
  const refusalOf = (text: string) => refusal(text, allowPrivate);
  const lookup = checkedLookup(resolve, allowPrivate);
  return {
    refusalOf,
    post: async (url, headers, body, signal) => {
      const reason = refusalOf(url);
      if (reason !== null) throw new OutgoingError(`The address ${reason}.`);
      const timeout = AbortSignal.timeout(timeoutMilliseconds);
      const ended = signal ? AbortSignal.any([signal, timeout]) : timeout;
      const send = url.startsWith("https:") ? httpsRequest : httpRequest;
      const { promise, resolve: answered, reject } = Promise.withResolvers<IncomingMessage>();
      send(new URL(url), {
        method: "POST",
        agent: false,
        lookup,
        signal: ended,
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
      })
        .on("response", answered)
        // Without this, an answer that changes the protocol (101) closes the connection, and nothing is ever heard.
        .on("upgrade", (_, socket) => {
          socket.destroy();
          reject(new OutgoingError("The receiver wants to speak another protocol than HTTP."));
        })
        .on("error", (error) => reject(timeout.aborted ? tooLate(timeoutMilliseconds) : explained(error)))
        .on("close", () => reject(explained({ name: "", message: "", code: "ECONNRESET" })))
        .end(body);
      return discard(await promise);
    },
  };
}

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

function refusal(text: string, allowPrivate: boolean): string | null {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return "must be a URL such as https://siem.example.com/events";
  if (url.username || url.password) return "must hold no user name and no password";
  if (url.hash) return "must hold no fragment (#…)";
  const host = url.hostname.replaceAll(/^\[|\]$/g, "");
  const family = isIP(host);
  if (family !== 0 && !isReachable(host, allowPrivate)) return "is on a private network";
  const isLoopback = family === 0 ? host === "localhost" : loopback.check(host, family === 4 ? "ipv4" : "ipv6");
  if (url.protocol === "http:" && !(isLoopback && allowPrivate)) return "must begin with https://";
  return null;
}

/** A lookup for node:net that gives no address at all where one of them is not to be talked to. */
function checkedLookup(resolve: Resolve, allowPrivate: boolean) {
  return (
    name: string,
    options: LookupOptions,
    done: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
  ): void =>
    resolve(name, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, []);
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isReachable(address, allowPrivate)))
        return done(new OutgoingError("The address leads to a private network."), []);
      return options.all ? done(null, addresses) : done(null, first.address, first.family);
    });
}

const mostDiscarded = 64 * 1024;

/** Takes a little of the answer's body, so that a receiver can end in peace, and drops it. */
function discard(response: IncomingMessage): Answered {
  let bytes = 0;
  response.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostDiscarded) response.destroy();
  });
  response.on("error", () => undefined);
  return { status: response.statusCode!, retryAfterSeconds: secondsUntil(response.headers["retry-after"]) };
}

/** Retry-After as RFC 9110 has it: seconds, or a date. */
function secondsUntil(field: string | undefined): number | null {
  if (field === undefined) return null;
  const seconds = /^\d{1,9}$/.test(field.trim()) ? Number(field) : (Date.parse(field) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : null;
}

function tooLate(milliseconds: number): OutgoingError {
  return new OutgoingError(`There was no answer within ${milliseconds / 1000} seconds.`);
}

const sentences: Partial<Record<string, string>> = {
  ENOTFOUND: "The address's name is not known.",
  EAI_AGAIN: "The address's name cannot be resolved now.",
  ECONNREFUSED: "The connection was refused.",
  ECONNRESET: "The connection was closed without an answer.",
  EHOSTUNREACH: "The address cannot be reached.",
  ENETUNREACH: "The address cannot be reached.",
  ETIMEDOUT: "The address does not answer.",
};

/** What went wrong, in our words: a library's may tell of the network that we are in. */
function explained(error: NodeJS.ErrnoException): OutgoingError {
  if (error instanceof OutgoingError) return error;
  const code = error.code ?? "";
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code))
    return new OutgoingError(`The receiver's certificate or TLS is not accepted (${code}).`);
  return new OutgoingError(sentences[code] ?? `The request failed${code && ` (${code})`}.`);
}
