import { defineConfig } from "@playwright/test";
import base from "./playwright.config";

export default defineConfig({
  ...base,
  projects: [{}],
  testDir: "screenshots",
  workers: 1,
  fullyParallel: false,
  timeout: 300_000,
});
