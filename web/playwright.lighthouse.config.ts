import { defineConfig } from "@playwright/test";
import base from "./playwright.config";

export default defineConfig({ ...base, projects: [{}], testDir: "lighthouse", workers: 1, timeout: 300_000 });
