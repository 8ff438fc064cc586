import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import { atEnd } from "./at-end.ts";
import type { Connection } from "../src/adapters/embedded-postgres.ts";

/** A line to PostgreSQL that a test may cut, or hold so that nothing comes through. */
export interface Line {
  connection: Connection;
  /** Ends every connection and refuses new ones, as a PostgreSQL that was stopped. */
  cut(): void;
  /** Connections stay, and nobody answers. */
  hold(): void;
  mend(): void;
  /** How many connections were tried while it was cut. */
  refused(): number;
}

/** A line of one's own to a database; it goes when the file is done. */
export async function lineTo(target: Connection): Promise<Line> {
  const ends = new Set<Socket>();
  let refused = 0;
  let kept: (() => void)[] = [];
  let state: "whole" | "cut" | "held" = "whole";
  const server = createServer((near) => {
    if (state === "cut") {
      refused++;
      return near.destroy();
    }
    const { host, port = 5432 } = target as { host: string; port?: number };
    const far = host.startsWith("/") ? connect(join(host, `.s.PGSQL.${port}`)) : connect(port, host);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(from);
      from.on("error", () => undefined);
      from.on("close", () => {
        ends.delete(from);
        to.destroy();
      });
      // Read all the same: that an end is closed is noticed by reading only.
      from.on("data", (bytes) => {
        if (state === "held") kept.push(() => void to.write(bytes));
        else to.write(bytes);
      });
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    state = "cut";
    kept = [];
    for (const socket of ends) socket.destroy();
  };
  atEnd(() => {
    cut();
    server.close();
  });
  return {
    connection: { ...target, host: "127.0.0.1", port: (server.address() as AddressInfo).port },
    cut,
    refused: () => refused,
    hold: () => void (state = "held"),
    mend: () => {
      state = "whole";
      for (const write of kept) write();
      kept = [];
    },
  };
}
