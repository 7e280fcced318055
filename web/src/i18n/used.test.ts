import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { en } from "./en";

const SOURCES = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
  (path) => /\.tsx?$/.test(path) && !path.startsWith("i18n") && !path.includes(".test."),
);
const code = SOURCES.map((path) => readFileSync(join("src", path), "utf8")).join("\n");

const says = (pattern: string) => new RegExp(pattern).test(code);

/** What the server's faults are called. */
const SAID_BY_THE_SERVER = "error";

/** By its name; or as one of a group that is handed on whole or looked up in, with its name elsewhere. */
const isUsed = (group: string, name: string) =>
  says(`\\.${group}\\.${name}\\b`) ||
  (says(`\\.${group}\\[`) && (group === SAID_BY_THE_SERVER || says(`\\b${name.replace(/Hint$/, "")}\\b`))) ||
  (says(`\\.${group}\\b(?![.[])`) && says(`[.\\s"]${name}\\b`));

it("every text is shown somewhere", () => {
  const unused = Object.entries(en).flatMap(([group, texts]) =>
    Object.keys(texts)
      .filter((name) => !isUsed(group, name))
      .map((name) => `${group}.${name}`),
  );
  expect(unused).toEqual([]);
});
