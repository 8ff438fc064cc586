import { identityApp } from "./identity.ts";
import type { Answer, Sent } from "./identity.ts";

/** A second process on the same database, which its parent sends requests to. */
const app = await identityApp(JSON.parse(process.argv[2]!));

interface Asked {
  id: number;
  method: string;
  path: string;
  sent: Sent;
}

process.on("message", (asked: Asked) => {
  void app
    .send(asked.method, asked.path, asked.sent)
    .then(({ status, body }: Answer) => process.send!({ id: asked.id, status, body }));
});
process.on("disconnect", () => void app.close().then(() => process.exit(0)));
process.send!("ready");
