import { expect, test } from "vitest";
import { docsAssets } from "./assets.ts";

const text = (path: string): string => new TextDecoder().decode(docsAssets(path)!.body);

test("the page loads only files that are served here, and holds no inline code", () => {
  const page = text("/api/docs");
  const loaded = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
  expect(loaded.length).toBeGreaterThan(3);
  for (const path of loaded) expect(path === "/api/openapi.json" || docsAssets(path)).toBeTruthy();
  expect(page).not.toMatch(/<script>|<style|\son\w+=|\sstyle=/);
});

test("nothing else can be asked for", () => {
  for (const path of ["/api/docs/", "/api/docs/../../package.json", "/api/docs/package.json", "constructor", ""]) {
    expect(docsAssets(path)).toBeNull();
  }
});
