import { serve } from "@hono/node-server";
import { Hono } from "hono";
import pg from "pg";

/**
 * What one would write without any of the product's guarantees: Hono, `pg`, the statement, JSON. It runs as a
 * superuser without triggers, so neither row security nor audit costs it anything.
 */
interface Task {
  connection: pg.ClientConfig;
  organizationId: string;
  list: { text: string; values: unknown[] };
  update: string;
}

const task = JSON.parse(process.env.BARE_TASK!) as Task;
// Dates stay text: parsing them is work that the product saves too.
for (const oid of [1082, 1184]) pg.types.setTypeParser(oid, (text) => text);
const pool = new pg.Pool({ ...task.connection, max: 10, options: "-c session_replication_role=replica" });
const app = new Hono();

app.get("/list", async (c) => {
  const { rows } = await pool.query({ name: "list", text: task.list.text, values: task.list.values });
  return c.json({ data: rows });
});

app.patch("/contacts/:id", async (c) => {
  const { title } = await c.req.json<{ title: string }>();
  const { rows } = await pool.query({
    name: "update",
    text: task.update,
    values: [task.organizationId, c.req.param("id"), title],
  });
  return c.json(rows[0]);
});

const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => process.send!({ port }));
process.on("SIGTERM", () => {
  server.close();
  void pool.end().then(() => process.exit(0));
});
