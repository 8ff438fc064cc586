import { expect, test } from "vitest";
import { statementOf } from "./statement.ts";

test.each([
  [`select "a", $1 from "account" where b = 'O''Hara' and c > 12.5 and d2 = $12`, "SELECT account"],
  ["insert into audit_event (a)\n  values ($1), (E'it\\'s Ada')", "INSERT audit_event"],
  ["update auth.user set name = $tag$Ada$tag$ -- Ada\n where id = $1 /* Ada */", "UPDATE auth.user"],
  ["with a as (insert into audit_event values ($1)) select 'Ada'", "INSERT audit_event"],
  ["commit", "COMMIT"],
])("%s", (text, name) => {
  const { name: told, attributes } = statementOf(text);
  expect(told).toBe(name);
  expect(attributes["db.query.text"]).not.toMatch(/Ada|Hara|12\.5|\n/);
});

test("placeholders and names stay", () => {
  const { attributes } = statementOf("select c1, count(*) from t2 where c1 = $1 limit 50");
  expect(attributes["db.query.text"]).toBe("select c1, count(*) from t2 where c1 = $1 limit ?");
});
