import { existsSync, mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import openapi from "./openapi.json" with { type: "json" };

// As vite.config.ts does for the page: its texts, which tests in both languages read, say this number.
Object.assign(globalThis, { LEAST_PASSWORD: openapi.components.schemas.PasswordChange.properties.new.minLength });

const BROWSERS = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"];
export const browser = BROWSERS.find((path) => path && existsSync(path));
if (!browser) throw new Error("No Chromium: apt-get install chromium, or set CHROMIUM to one.");

// Workers read this file, too, and must find the same suite.
process.env.E2E_PORT ??= String(await freePort());
process.env.E2E_CONTROL ??= String(await freePort());
if (!process.env.E2E_VAR) {
  process.env.E2E_VAR = mkdtempSync(join(tmpdir(), "vetchart-"));
  process.env.E2E_FORGET = "yes";
}
// As a number: `localhost` is tried as ::1 first, and what fails is then reported of that.
const address = `http://127.0.0.1:${process.env.E2E_PORT}`;

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  // On a machine that nobody knows, once more; what needed it is listed as flaky. Here, never.
  retries: process.env.CI ? 1 : 0,
  reporter: [["list"]],
  globalTeardown: "./e2e/teardown.ts",
  // `alone`: what the others would feel, or would be in the way of.
  projects: [
    { name: "together", testIgnore: "alone/**" },
    { name: "alone", testMatch: "alone/**", dependencies: ["together"], fullyParallel: false, workers: 1 },
  ],
  use: {
    baseURL: address,
    locale: "en-US",
    // Without a copy of the document at each step: making those takes more than the page itself does.
    trace: { mode: "retain-on-failure", snapshots: false, screenshots: false },
    launchOptions: {
      executablePath: browser,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  // The real suite: PostgreSQL, gateway, services, demo clinics; its data in a folder of its own.
  webServer: {
    command: "exec .venv/bin/python -m tests.web_suite",
    cwd: "..",
    url: `http://127.0.0.1:${process.env.E2E_CONTROL}/ready`,
    env: {
      PORT: process.env.E2E_PORT,
      CONTROL_PORT: process.env.E2E_CONTROL,
      VETCHART_VAR: process.env.E2E_VAR,
      WEB_FOLDER: "web/dist",
    },
    stdout: "pipe",
    timeout: 180_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
  },
});

/** Below those that the system gives to outgoing connections: one of them could take it before the suite does. */
async function freePort(): Promise<number> {
  const port = 20_000 + Math.floor(Math.random() * 12_000);
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) =>
    server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true)),
  );
  await new Promise((resolve) => server.close(resolve));
  return isFree ? port : freePort();
}
