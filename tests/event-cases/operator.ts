import type { TestApp } from "../app.ts";
import { made } from "./fixtures.ts";
import type { Cases } from "./fixtures.ts";

const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();
const operatorKey = async (app: TestApp) =>
  (await made(app.as("olga").post("/api/admin/keys", { name: "K", expiresAt: tomorrow() }))).id as string;

export const operatorKeys: Cases = {
  "GET /api/admin/keys": () => ({ as: "olga" }),
  "POST /api/admin/keys": () => ({ as: "olga", body: { name: "Rollups", expiresAt: tomorrow() } }),
  "DELETE /api/admin/keys/{id}": async (app) => ({ as: "olga", at: await operatorKey(app) }),
};
