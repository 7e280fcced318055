import { existsSync, mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";

const BROWSERS = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"];
export const browser = BROWSERS.find((path) => path && existsSync(path));
if (!browser) throw new Error("No Chromium: apt-get install chromium, or set CHROMIUM to one.");

// Workers read this file, too, and must find the same suite.
process.env.E2E_PORT ??= String(await freePort());
process.env.E2E_VAR ??= mkdtempSync(join(tmpdir(), "vetchart-"));

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  globalTeardown: "./e2e/teardown.ts",
  use: {
    baseURL: `http://localhost:${process.env.E2E_PORT}`,
    locale: "en-US",
    trace: "retain-on-failure",
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
    command: "exec .venv/bin/python -m deploy.local.run",
    cwd: "..",
    url: `http://localhost:${process.env.E2E_PORT}/readyz`,
    env: { PORT: process.env.E2E_PORT, VETCHART_VAR: process.env.E2E_VAR, WEB_FOLDER: "web/dist" },
    timeout: 180_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
  },
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
