import { rm } from "node:fs/promises";

export default async function teardown() {
  // The suite writes its last lines while it stops.
  if (process.env.E2E_VAR)
    await rm(process.env.E2E_VAR, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
}
