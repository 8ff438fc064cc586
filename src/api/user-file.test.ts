import fc from "fast-check";
import { expect, test } from "vitest";
import { contentDisposition, userFileHeaders } from "./user-file.ts";

test.each([
  ["report.pdf", 'attachment; filename="report.pdf"'],
  ["a b.txt", 'attachment; filename="a b.txt"'],
  ["Übersicht.pdf", "attachment; filename=\"Ubersicht.pdf\"; filename*=UTF-8''%C3%9Cbersicht.pdf"],
  ["報告.pdf", "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E5%A0%B1%E5%91%8A.pdf"],
  ["it's (1).txt", `attachment; filename="it's (1).txt"`],
  ['say "hi".txt', "attachment; filename=\"say _hi_.txt\"; filename*=UTF-8''say%20%22hi%22.txt"],
  ["100%.txt", "attachment; filename=\"100_.txt\"; filename*=UTF-8''100%25.txt"],
  ["../../etc/passwd", 'attachment; filename="__.._etc_passwd"'],
  ["a\r\nSet-Cookie: x=1", 'attachment; filename="aSet-Cookie_ x=1"'],
  ["fdp\u202Eexe.", 'attachment; filename="fdpexe."'],
  ["\u0300", "attachment; filename=\"download\"; filename*=UTF-8''%CC%80"],
  ["", 'attachment; filename="download"'],
])("%j", (name, field) => {
  expect(contentDisposition(name)).toBe(field);
});

test("whatever the name, the field is one line, one quoted name, and decodes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (name) => {
      const field = contentDisposition(name);
      expect(new Headers({ "Content-Disposition": field }).get("Content-Disposition")).toBe(field);
      const match = /^attachment; filename="([\x20-\x7e]+)"(?:; filename\*=UTF-8''([\w%.!~-]+))?$/.exec(field)!;
      expect(match[1]).not.toMatch(/["\\/]/);
      expect(decodeURIComponent(match[2] ?? "")).not.toMatch(/[\p{Cc}/\\]/u);
    }),
    { numRuns: 500 },
  );
});

test("a long name keeps its extension", () => {
  expect(contentDisposition(`${"x".repeat(500)}.pdf`)).toBe(`attachment; filename="${"x".repeat(196)}.pdf"`);
});

test("a media type that is none becomes plain bytes", () => {
  expect(userFileHeaders({ name: "a", mediaType: "image/png" })["Content-Type"]).toBe("image/png");
  expect(userFileHeaders({ name: "a", mediaType: "text/csv; charset=utf-8" })["Content-Type"]).toBe(
    "text/csv; charset=utf-8",
  );
  for (const mediaType of ["", "html", "text/html\r\nX: 1", "text/html, x", null, undefined]) {
    expect(userFileHeaders({ name: "a", mediaType })["Content-Type"]).toBe("application/octet-stream");
  }
});
