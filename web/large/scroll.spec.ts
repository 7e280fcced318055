/** `make test-web-large`: the list of a clinic with 100,000 patients, to its end and back. */
import { execFileSync } from "node:child_process";
import type { Page } from "@playwright/test";
import { expect, test } from "../e2e/kit";

const PATIENTS = 100_000;
const LIMIT = 50; // ms

interface Event {
  name: string;
  pid: number;
  tid: number;
  dur?: number; // µs
  tdur?: number; // µs of the thread's own time, which other programs of the machine don't lengthen
  args: { name?: string };
}

test("100,000 patients are scrolled through without a task of 50 ms", async ({ page, browser }) => {
  await signInToLargeClinic(page);
  await browser.startTracing(page, { categories: ["-*", "toplevel", "__metadata"] });
  await scrollToTheEndAndBack(page);
  const tasks = tasksOfPages(await browser.stopTracing());
  for (const { tdur = 0, dur = 0 } of tasks.slice(0, 5))
    process.stdout.write(`  ${(tdur / 1000).toFixed(1)} ms of CPU, ${(dur / 1000).toFixed(1)} ms by the clock\n`);
  process.stdout.write(`  the longest of ${tasks.length} tasks\n`);
  expect(tasks.length).toBeGreaterThan(PATIENTS / 200);
  expect(tasks[0]!.tdur! / 1000).toBeLessThan(LIMIT);
});

async function signInToLargeClinic(page: Page) {
  const env = { ...process.env, SIZE: "medium", VETCHART_VAR: process.env.E2E_VAR };
  const said = execFileSync(".venv/bin/python", ["-m", "deploy.operations.seed"], { cwd: "..", env, encoding: "utf8" });
  const [, username, password] = /log in as (\S+) with the password (\S+)/.exec(said)!;
  await page.goto("/patients");
  await page.locator("[name=username]").fill(username!);
  await page.locator("[name=password]").fill(password!);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("row").nth(1)).toBeVisible();
}

/** As fast as pages come: each frame goes to the end of what is there. */
const scrollToTheEndAndBack = (page: Page) =>
  page.getByRole("table").evaluate(async (table, rows) => {
    const box = table.lastElementChild!;
    const frame = () => new Promise(requestAnimationFrame);
    while (table.getAttribute("aria-rowcount") !== String(rows + 1)) {
      box.scrollTop = box.scrollHeight;
      await frame();
    }
    for (let step = 500; step >= 0; step--) {
      box.scrollTop = (box.scrollHeight * step) / 500;
      await frame();
    }
  }, PATIENTS);

/** The longest first. */
function tasksOfPages(trace: Buffer): Event[] {
  const events = (JSON.parse(trace.toString()) as { traceEvents: Event[] }).traceEvents;
  const threadOf = ({ pid, tid }: Event) => `${pid}.${tid}`;
  const isPage = (event: Event) => event.name === "thread_name" && event.args.name === "CrRendererMain";
  const pages = new Set(events.filter(isPage).map(threadOf));
  return events
    .filter((event) => event.tdur !== undefined && pages.has(threadOf(event)))
    .sort((a, b) => b.tdur! - a.tdur!);
}
