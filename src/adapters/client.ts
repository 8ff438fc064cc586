import pg from "pg";

/** One connection for as long as `body` runs. */
export async function withClient<T>(config: pg.ClientConfig, body: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionTimeoutMillis: 10_000, ...config, application_name: "nextcrm setup" });
  // A connection that breaks between two statements shows at the next one.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await body(client);
  } finally {
    await client.end();
  }
}
