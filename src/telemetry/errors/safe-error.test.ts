import fc from "fast-check";
import { expect, test } from "vitest";
import { fingerprintOf, placeOf, safeErrorOf } from "./safe-error.ts";

function thrownBy(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error("Nothing was thrown");
}

class AddressError extends Error {}
function refuse(value: string): never {
  throw new AddressError(`${value} is not an address`);
}

test("class, code, place: nothing of what the message says", () => {
  const safe = safeErrorOf(thrownBy(() => refuse("Ada Lovelace")));
  expect(safe).toMatchObject({ name: "AddressError" });
  expect(safe.frames.map(placeOf)[0]).toMatch(/^src\/telemetry\/errors\/safe-error\.test\.ts:\d+ refuse$/);
  expect(JSON.stringify(safe)).not.toContain("Ada");
});

test("the engine's own sentences, without the names in them", () => {
  const people: Record<string, { name: string } | undefined> = {};
  expect(safeErrorOf(thrownBy(() => people["lovelace"]!.name)).summary).toBe("Cannot read properties of undefined");
  const parsed = safeErrorOf(thrownBy(() => JSON.parse("lovelace")));
  expect(parsed).toMatchObject({ name: "SyntaxError", summary: "is not valid JSON" });
});

test("of PostgreSQL's errors the code and what of the schema they name", () => {
  const error = Object.assign(new Error('duplicate key: "ada@example.test"'), {
    name: "error",
    code: "23505",
    detail: "Key (email)=(ada@example.test) already exists.",
    table: "contact",
    constraint: "contact_email",
    column: "Ada Lovelace",
    where: "ada@example.test",
  });
  const { frames: _, ...told } = safeErrorOf(new Error("ada", { cause: error }));
  expect(told.cause).toMatchObject({ name: "Error", code: "23505", table: "contact", constraint: "contact_email" });
  expect(JSON.stringify(told)).not.toMatch(/ada/i);
});

test("no value of an error comes through, even as text that looks like frames, names or codes", () => {
  const looksLikeFrames = (value: string) =>
    `${value}\n    at ${value} (${process.cwd()}/src/${value}.ts:1:2)\n    at async Object.${value} (file://${process.cwd()}/src/crm/a.ts:3:4)`;
  const value = fc.stringMatching(/^Lovelace[A-Za-z]{0,8}$/);
  const message = value.map(looksLikeFrames);
  fc.assert(
    fc.property(message, value, (text, name) => {
      const error = new Error(text, { cause: new TypeError(text) });
      Object.assign(error, { name, code: `${name} 1`, detail: text, query: text, hint: name, table: name });
      expect(JSON.stringify(safeErrorOf(error))).not.toContain("Lovelace");
    }),
  );
  const changed = new Error("changed later");
  changed.stack = `Error: ${looksLikeFrames("Dear\nLovelace")}`;
  expect(safeErrorOf(changed).frames).toEqual([]);
  for (const thrown of ["Lovelace", { message: "Lovelace", stack: "Lovelace" }, null, undefined, 7])
    expect(JSON.stringify(safeErrorOf(thrown))).not.toContain("Lovelace");
});

test("a fingerprint is of the fault: not of its values, its lines, or who called", () => {
  const one = safeErrorOf(thrownBy(() => refuse("a")));
  const moved = { ...one, frames: one.frames.map((frame) => ({ ...frame, line: frame.line + 7 })) };
  const again = safeErrorOf(thrownBy(() => refuse("b")));
  expect(fingerprintOf(moved, "A request failed")).toBe(fingerprintOf(one, "A request failed"));
  expect(fingerprintOf({ ...again, frames: again.frames.slice(0, 1) }, "x")).toBe(
    fingerprintOf({ ...one, frames: one.frames.slice(0, 1) }, "x"),
  );
  expect(fingerprintOf(one, "A job failed")).not.toBe(fingerprintOf(one, "A request failed"));
  expect(fingerprintOf({ ...one, code: "23505" }, "x")).not.toBe(fingerprintOf(one, "x"));
  const elsewhere = { ...one, frames: one.frames.map((frame) => ({ ...frame, function: "other" })) };
  expect(fingerprintOf(elsewhere, "x")).not.toBe(fingerprintOf(one, "x"));
});

test("where there is none of our frames, the package's innermost", () => {
  const error = new Error("x");
  error.stack = `Error: x\n    at Client.end (${process.cwd()}/node_modules/pg/lib/client.js:7:8)\n    at node:internal/a:1:2`;
  expect(safeErrorOf(error).frames).toEqual([{ file: "package:pg/lib/client.js", function: "end", line: 7 }]);
});
