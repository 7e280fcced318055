import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Once, Persistence } from "./once";
import { Problem } from "./problem";

const failing = (error: Error) => () => Promise.reject(error);

describe("an Idempotency-Key", () => {
  it.each([
    ["no answer", new Problem(0), true],
    ["a service that is down", new Problem(503), true],
    ["one that failed", new Problem(500), true],
    ["one still at it", new Problem(409, { type: "urn:vetchart:problem:in-progress" }), true],
    ["a fault in what was sent", new Problem(422), false],
    ["a conflict", new Problem(409), false],
  ])("after %s is kept: %s", async (_, error, kept) => {
    const once = new Once();
    const keys: string[] = [];
    await once.run(async (key) => keys.push(key) && Promise.reject(error)).catch(() => undefined);
    await once.run(async (key) => keys.push(key));
    expect(keys[0] === keys[1]).toBe(kept);
  });

  it("is another once there was an answer", async () => {
    const once = new Once();
    const keys = [await once.run(async (key) => key), await once.run(async (key) => key)];
    expect(keys[0]).not.toBe(keys[1]);
  });
});

describe("a write that gets no answer", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("addEventListener", () => undefined);
    vi.stubGlobal("removeEventListener", () => undefined);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("is tried again by itself, and says so meanwhile", async () => {
    const said: boolean[] = [];
    const work = vi
      .fn()
      .mockRejectedValueOnce(new Problem(0))
      .mockRejectedValueOnce(new Problem(503))
      .mockResolvedValue(7);
    const answer = new Persistence((waits) => said.push(waits)).run(work);
    await vi.runAllTimersAsync();
    expect(await answer).toBe(7);
    expect(said).toEqual([true, true, false]);
  });

  it("waits as long as the server says, unless somebody is in a hurry", async () => {
    const work = vi
      .fn()
      .mockRejectedValueOnce(new Problem(503, {}, 3600))
      .mockResolvedValue(7);
    const persistence = new Persistence(() => undefined);
    const answer = persistence.run(work);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(work).toHaveBeenCalledTimes(1);
    persistence.hurry();
    expect(await answer).toBe(7);
  });

  it("is left alone once its form is closed", async () => {
    const persistence = new Persistence(() => undefined);
    const answer = persistence.run(failing(new Problem(0))).catch((error: Problem) => error.status);
    await vi.advanceTimersByTimeAsync(0);
    persistence.stop();
    expect(await answer).toBe(0);
  });

  it("isn't tried again where there was one", async () => {
    const work = vi.fn().mockRejectedValue(new Problem(422));
    await expect(new Persistence(() => undefined).run(work)).rejects.toThrow();
    expect(work).toHaveBeenCalledTimes(1);
  });
});
