import type pg from "pg";
import type { Config } from "./config.ts";

/** What the product is made of. */
export interface Ground {
  config: Config;
  /** The serving login. */
  database: pg.ClientConfig;
  /** Documents and mails are kept below it. */
  dataFolder: string;
  /** Signs sessions. */
  authSecret: string;
}

/** The composed product, to be served and drained. */
export interface Application {
  fetch(request: Request, connection: { socketAddress?: string | null }): Promise<Response>;
  /** Where the first person becomes the operator; undefined once there is one. */
  setupLink(): Promise<string | undefined>;
  /** Adds the demo organization, once. Answers how to sign in to it. */
  fillDemo(): Promise<string>;
  /** Makes a user an operator; false where there is no such user. */
  promote(email: string): Promise<boolean>;
  /** Ends streams that would otherwise stay open; requests go on being answered. */
  quiesce(): void;
  /** After the last request: writes what is buffered, lets jobs end, closes connections. */
  drain(): Promise<void>;
}

/** The only place that picks adapters. */
export async function compose(_ground: Ground): Promise<Application> {
  return {
    fetch: async () => new Response("Not composed yet", { status: 503 }),
    setupLink: async () => undefined,
    fillDemo: async () => "There is no demo yet.",
    promote: async () => false,
    quiesce: () => undefined,
    drain: async () => undefined,
  };
}
