import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const IMPORT = /(?:from\s+|\bimport\(\s*)"(@\/|\.\/)([^"]+)"/g;
const FILES = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((path) => /\.tsx?$/.test(path));
const fileOf = (path: string) => [`${path}.ts`, `${path}.tsx`].find((each) => existsSync(join("src", each)));

const importsOf = (file: string) =>
  [...readFileSync(join("src", file), "utf8").matchAll(IMPORT)].flatMap(
    ([, from, path]) => fileOf(from === "@/" ? path! : join(dirname(file), path!)) ?? [],
  );
const GRAPH = new Map(FILES.map((file) => [file, importsOf(file)]));

/** The first circle that leads back to a file of the way here. */
function circleFrom(file: string, way: string[], done: Set<string>): string[] | undefined {
  if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
  if (done.has(file)) return undefined;
  done.add(file);
  for (const next of GRAPH.get(file) ?? []) {
    const circle = circleFrom(next, [...way, file], done);
    if (circle) return circle;
  }
  return undefined;
}

it("no file imports itself, be it by way of others", () => {
  const done = new Set<string>();
  expect(GRAPH.get("main.tsx")).toContain("shell/Start.tsx");
  expect(FILES.flatMap((file) => circleFrom(file, [], done) ?? [])).toEqual([]);
});
