import { describe, expect, it } from "vitest";
import { keysOf, letterOf } from "./keyboard";

describe("a shortcut's letter", () => {
  it.each([
    ["g", "KeyG", "g"],
    ["G", "KeyG", "g"],
    ["ㅎ", "KeyG", "g"],
    ["ㅏ", "KeyK", "k"],
    ["Process", "KeyK", "k"],
    ["п", "KeyG", "g"],
    ["g", "KeyU", "g"], // another Latin layout: what is printed on the key counts
    ["?", "Slash", "?"],
    ["/", "Slash", "/"],
  ])("%s at %s is %s", (key, code, letter) => expect(letterOf({ key, code })).toBe(letter));
});

it("a Mac's keys are named as on a Mac", () => {
  expect(keysOf("MacIntel")).toEqual({ ctrl: "⌘", alt: "⌥" });
  expect(keysOf("Win32")).toEqual({ ctrl: "Ctrl", alt: "Alt" });
});
