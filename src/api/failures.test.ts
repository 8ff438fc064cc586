import pg from "pg";
import { expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { problemOf } from "./failures.ts";

test("whatever pg says of a connection that broke, the database is away", async () => {
  const { owner, serve } = await freshDatabase();
  const [client, killer] = [new pg.Client(serve), new pg.Client(owner)];
  const broke = new Promise<Error>((resolve) => client.on("error", resolve));
  await Promise.all([client.connect(), killer.connect()]);
  const { rows } = await client.query("select pg_backend_pid() as pid");
  const running = client.query("select pg_sleep(60)").catch((error: unknown) => error);
  await killer.query("select pg_terminate_backend($1)", [rows[0].pid]);
  const told = [await running, await broke, await client.query("select 1").catch((error: unknown) => error)];
  await killer.end();
  expect(told.map((error) => problemOf(error)?.kind)).toEqual(["unavailable", "unavailable", "unavailable"]);
});
