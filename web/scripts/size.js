// The first load's scripts, gzipped, against the budget: what index.html names and what those import at once.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = 110 * 1024;
const html = readFileSync("dist/index.html", "utf8");
const first = [...html.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map((match) => match[1]);
const sizes = first.map((path) => [path, gzipSync(readFileSync(`dist${path}`), { level: 9 }).length]);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
for (const [path, size] of sizes) console.log(`${(size / 1024).toFixed(1).padStart(7)} kB  ${path}`);
console.log(`${(total / 1024).toFixed(1).padStart(7)} kB  in all, of ${BUDGET / 1024} kB`);
process.exit(total > BUDGET ? 1 : 0);
