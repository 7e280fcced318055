import { defineConfig } from "@playwright/test";
import base from "./playwright.config";

export default defineConfig({ ...base, projects: [{}], testDir: "large", workers: 1, timeout: 1_200_000 });
