import type { RecordType } from "../../src/records/record-type.ts";
import type { TestApp } from "../app.ts";
import { made, minimal, record, untold } from "./fixtures.ts";
import type { Call } from "./fixtures.ts";

type CaseOfType = (app: TestApp, type: RecordType) => Promise<Call | readonly Call[]>;

/** A record, and another that refers to it where that is simple. */
async function referredTo(app: TestApp, type: RecordType): Promise<string> {
  const id = await record(app, type.name);
  if (type.name === "account") await record(app, "contact", { accountId: id });
  if (type.name === "contact") await record(app, "opportunity", { primaryContactId: id });
  return id;
}

async function comment(app: TestApp, type: RecordType, id: string): Promise<string> {
  return (await made(app.as("ada").post(`/api/${type.plural}/${id}/comments`, { body: "B" }))).id;
}

function file(type: RecordType, ...more: [string, string][]): FormData {
  const columns = [...Object.entries(minimal[type.name]!), ...more];
  const lines = [columns.map(([name]) => name), columns.map(([, value]) => value)];
  const form = new FormData();
  form.set("file", new File([lines.map((cells) => `${cells.join(",")}\n`).join("")], "file.csv", { type: "text/csv" }));
  return form;
}

const one: CaseOfType = async (app, type) => ({ at: await record(app, type.name) });
const nothing: CaseOfType = async () => ({});
const title = (type: RecordType) =>
  Object.fromEntries(
    Object.entries(minimal[type.name]!)
      .slice(-1)
      .map(([name]) => [name, "Z"]),
  );

/** What every type of record has, with `{type}` for its plural. */
export const ofEveryType: Record<string, CaseOfType> = {
  "GET /api/{type}": nothing,
  "POST /api/{type}": async (_, type) => ({ body: minimal[type.name] }),
  "GET /api/{type}/{id}": one,
  "PATCH /api/{type}/{id}": async (app, type) => ({ at: await record(app, type.name), body: title(type) }),
  "DELETE /api/{type}/{id}": async (app, type) => [
    { at: await referredTo(app, type) },
    { at: await record(app, type.name), query: "?permanent=1" },
  ],
  "POST /api/{type}/{id}/restore": async (app, type) => {
    const id = await referredTo(app, type);
    await made(app.as("ada").delete(`/api/${type.plural}/${id}`));
    return { at: id };
  },
  "GET /api/{type}/export.csv": nothing,
  "POST /api/{type}/import": async (_, type) => [
    { body: file(type) },
    { body: file(type, ["Shoe size", "40"]), query: "?unmapped=custom" },
  ],
  "POST /api/{type}/import/preview": async (_, type) => ({ body: file(type) }),
  "POST /api/{type}/bulk": async (app, type) => {
    const ids = [await referredTo(app, type), await record(app, type.name)];
    const calls = [{ action: "update", values: title(type) }, { action: "trash" }, { action: "restore" }];
    return calls.map((body) => ({ body: { ids, ...body }, about: untold }));
  },
  "GET /api/{type}/{id}/comments": one,
  "POST /api/{type}/{id}/comments": async (app, type) => ({
    at: await record(app, type.name),
    body: { body: "B" },
    about: (answer) => answer.body.id,
  }),
  "DELETE /api/{type}/{id}/comments/{commentId}": async (app, type) => {
    const id = await record(app, type.name);
    const commentId = await comment(app, type, id);
    return { at: [id, commentId], about: () => commentId };
  },
  "GET /api/{type}/{id}/timeline": one,
  "GET /api/{type}/{id}/duplicates": one,
  "POST /api/{type}/{id}/merge": async (app, type) => {
    const otherId = await referredTo(app, type);
    const [field] = Object.keys(title(type)) as [string];
    return { at: await record(app, type.name, title(type)), body: { otherId, take: { [field]: "other" } } };
  },
};
