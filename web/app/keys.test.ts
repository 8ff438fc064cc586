import { describe, expect, test } from "vitest";
import { keyCaps, keysOf, type KeyPress, meaningsOf, nothingPending } from "./keys.ts";

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: "",
  metaKey: false,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe("keys that are pressed", () => {
  test.each([
    ["a letter", press("c"), "c"],
    ["a letter while caps lock is on", press("C"), "c"],
    ["a letter with shift", press("J", { shiftKey: true }), "shift+j"],
    ["a sign that needs shift", press("?", { shiftKey: true }), "?"],
    ["a sign that needs AltGr, which Windows tells as Ctrl and Alt", press("[", { ctrlKey: true, altKey: true }), "["],
    ["Ctrl and a letter", press("k", { ctrlKey: true }), "mod+k"],
    ["Ctrl, Shift and a letter", press("Z", { ctrlKey: true, shiftKey: true }), "mod+shift+z"],
    ["a letter of another script", press("п", { code: "KeyG" }), "g"],
    ["a named key with shift", press("ArrowDown", { shiftKey: true }), "shift+ArrowDown"],
  ])("%s", (_, event, keys) => {
    expect(keysOf(event, false)).toBe(keys);
  });

  test("on a Mac, Command is the modifier and Control is left to the system", () => {
    expect(keysOf(press("k", { metaKey: true }), true)).toBe("mod+k");
    expect(keysOf(press("k", { ctrlKey: true }), true)).toBe("ctrl+k");
    expect(keysOf(press("k", { metaKey: true }), false)).toBe("meta+k");
    expect(keysOf(press("[", { altKey: true }), true)).toBe("[");
  });
});

describe("keys one after the other", () => {
  test("belong together for a moment", () => {
    expect(meaningsOf("a", 1500, { keys: "g", at: 1000 })).toEqual(["g a", "a"]);
    expect(meaningsOf("a", 2300, { keys: "g", at: 1000 })).toEqual(["a"]);
    expect(meaningsOf("a", 100, nothingPending)).toEqual(["a"]);
  });
});

test("keys are written as on the keyboard", () => {
  expect(keyCaps("mod+k", true)).toEqual(["⌘", "K"]);
  expect(keyCaps("mod+shift+z", false)).toEqual(["Ctrl", "Shift", "Z"]);
  expect(keyCaps("g a", false)).toEqual(["G", "A"]);
  expect(keyCaps("ArrowDown", false)).toEqual(["↓"]);
});
