import { X509Certificate } from "node:crypto";
import { readFile, statfs } from "node:fs/promises";
import { connect } from "node:tls";
import type { Check, CheckStatus } from "../check.ts";

const gibibyte = 2 ** 30;

/** Room on a disk: a part of it, or an amount where the disk is so large that the part would be much. */
export function diskStatus(free: number, size: number): CheckStatus {
  if (free < Math.min(size * 0.02, gibibyte / 2)) return "down";
  return free < Math.min(size * 0.1, 5 * gibibyte) ? "degraded" : "up";
}

/** The disk of the data folder. */
export function diskCheck(folder: string): Check {
  return {
    name: "disk",
    everyMilliseconds: 15_000,
    timeoutMilliseconds: 2_000,
    look: async () => {
      const { bavail, blocks, bsize } = await statfs(folder);
      const [freeBytes, sizeBytes] = [bavail * bsize, blocks * bsize];
      return { status: diskStatus(freeBytes, sizeBytes), facts: { freeBytes, sizeBytes } };
    },
  };
}

/** Renewals are usually made a month before the end. */
const soonDays = 14;
const dayMilliseconds = 86_400_000;

/** How long the certificate is still good that browsers see: of a PEM file, or of `https://host[:port]`. */
export function certificateCheck(place: string | undefined, now: () => number = Date.now): Check {
  return {
    name: "certificate",
    everyMilliseconds: 10 * 60_000,
    timeoutMilliseconds: 6_000,
    look: async () => {
      if (place === undefined) return { status: "not_configured" };
      const until = place.startsWith("https:") ? await shownBy(new URL(place)) : await leafIn(place);
      const daysLeft = Math.floor((until - now()) / dayMilliseconds);
      return { status: until < now() ? "down" : daysLeft < soonDays ? "degraded" : "up", facts: { daysLeft } };
    },
  };
}

/** The first certificate of a chain is the server's own. */
async function leafIn(path: string): Promise<number> {
  return Date.parse(new X509Certificate(await readFile(path)).validTo);
}

function shownBy({ hostname, port }: URL): Promise<number> {
  const host = hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve, reject) => {
    // Whom it certifies is for browsers to judge; here only its end counts.
    const socket = connect({ host, port: Number(port) || 443, servername: host, rejectUnauthorized: false }, () => {
      resolve(Date.parse(socket.getPeerCertificate().valid_to));
      socket.destroy();
    });
    socket.setTimeout(5_000, () => socket.destroy(new Error("No answer")));
    socket.once("error", reject);
  });
}
