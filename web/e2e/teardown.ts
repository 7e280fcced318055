import { rm } from "node:fs/promises";

/** A folder that the caller named stays: its log/ says what the suite did. */
export default async function teardown() {
  // The suite writes its last lines while it stops.
  if (process.env.E2E_FORGET)
    await rm(process.env.E2E_VAR!, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
}
