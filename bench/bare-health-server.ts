import { serve } from "@hono/node-server";
import { Hono } from "hono";

/** Answers what it was given, whoever asks: the least that an answer of that size costs. */
const body = process.env.BARE_BODY!;
const app = new Hono();
app.get("/api/health", (c) => c.body(body, 200, { "Content-Type": "application/json" }));

const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => process.send!({ port }));
process.on("SIGTERM", () => server.close(() => process.exit(0)));
