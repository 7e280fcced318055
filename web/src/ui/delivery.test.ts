import { describe, expect, it, vi } from "vitest";
import type { Target } from "@/api/once";
import { Problem } from "@/api/problem";
import { Delivery } from "./delivery";

interface Values {
  name: string;
  phone: string;
}
interface Thing extends Values {
  id: string;
  version: number;
}

const valuesOf = (thing: unknown): Values => ({ name: (thing as Thing).name, phone: (thing as Thing).phone });
const BASE: Values = { name: "", phone: "" };

/** A server of one thing, that answers as `script` says and then as it should. */
function desk(...script: ("lost" | "failed" | "refused")[]) {
  const done: Thing[] = [];
  const keys = new Map<string, Thing>();
  const save = vi.fn(async (values: Values, { id, version, key }: Target): Promise<Thing> => {
    const says = script.shift();
    if (says === "refused") throw new Problem(422);
    const newest = done.at(-1);
    if (id && newest && newest.version !== version)
      throw new Problem(412, { current: newest, changedBy: { id: "9", name: "Ann Lee" } });
    const thing = (!id && keys.get(key)) || { ...values, id: id ?? "1", version: (newest?.version ?? 0) + 1 };
    if (!done.includes(thing)) done.push(thing);
    if (!id) keys.set(key, thing);
    if (says === "lost") throw new Problem(500);
    return thing;
  });
  return { done, save };
}

function job(save: ReturnType<typeof desk>["save"], sent: Values, rest: object = {}) {
  let shown = sent;
  const change = (by: (before: Values) => Values) => void (shown = by(shown));
  const usual = { save, valuesOf, sent, base: BASE, to: { version: 0 }, shown: () => shown, change };
  return { ...usual, stays: false, atMostOnce: false, ...rest };
}

const MILO = { name: "Milo", phone: "1" };

describe("a new thing", () => {
  it("saved again after its answer was lost is one", async () => {
    const { done, save } = desk("lost");
    const delivery = new Delivery<Values, Thing>(() => undefined);
    await expect(delivery.run(job(save, MILO))).rejects.toThrow();
    expect(await delivery.run(job(save, MILO))).toMatchObject({ result: { id: "1" } });
    expect(done).toHaveLength(1);
  });

  it("changed after its answer was lost is one, as it was changed", async () => {
    const { done, save } = desk("lost");
    const delivery = new Delivery<Values, Thing>(() => undefined);
    await expect(delivery.run(job(save, MILO))).rejects.toThrow();
    await delivery.run(job(save, { ...MILO, phone: "2" }));
    expect(done.map(({ id, phone }) => [id, phone])).toEqual([
      ["1", "1"],
      ["1", "2"],
    ]);
  });

  it("isn't made twice where what was typed since is refused", async () => {
    const { done, save } = desk();
    const delivery = new Delivery<Values, Thing>(() => undefined);
    save.mockImplementationOnce(async (values, to) => {
      const made = await save.getMockImplementation()!(values, to);
      save.mockImplementationOnce(() => Promise.reject(new Problem(422)));
      return made;
    });
    const typing = [MILO, { ...MILO, phone: "x" }];
    await expect(delivery.run(job(save, MILO, { shown: () => typing.shift() ?? typing[0] }))).rejects.toThrow();
    await delivery.run(job(save, { ...MILO, phone: "3" }, { base: MILO }));
    expect(done.map(({ id, phone }) => [id, phone])).toEqual([
      ["1", "1"],
      ["1", "3"],
    ]);
  });

  it("that was refused is sent as it is then", async () => {
    const { done, save } = desk("refused");
    const delivery = new Delivery<Values, Thing>(() => undefined);
    await expect(delivery.run(job(save, MILO))).rejects.toThrow();
    await delivery.run(job(save, { ...MILO, phone: "2" }));
    expect(done).toMatchObject([{ phone: "2" }]);
  });
});

describe("a thing that somebody else changed meanwhile", () => {
  const change = async (mine: Values, theirs: Values) => {
    const { done, save } = desk();
    done.push({ ...theirs, id: "1", version: 2 });
    const delivery = new Delivery<Values, Thing>(() => undefined);
    const outcome = await delivery.run(job(save, mine, { base: MILO, to: { id: "1", version: 1 } }));
    return { outcome, newest: done.at(-1)! };
  };

  it("in other fields is merged, and said by whom it was", async () => {
    const { outcome, newest } = await change({ ...MILO, name: "Max" }, { ...MILO, phone: "2" });
    expect(newest).toMatchObject({ name: "Max", phone: "2", version: 3 });
    expect(outcome).toMatchObject({ mergedWith: "Ann Lee" });
  });

  it("in the same way is saved already", async () => {
    const { outcome, newest } = await change({ ...MILO, name: "Max" }, { ...MILO, name: "Max" });
    expect(newest.version).toBe(2);
    expect(outcome).toEqual({ result: newest, sent: valuesOf(newest) });
  });

  it("in the same field is asked for", async () => {
    const { outcome } = await change({ ...MILO, name: "Max" }, { ...MILO, name: "Mia" });
    expect(outcome.clash).toMatchObject({ mine: { name: "Max" }, theirs: { name: "Mia" }, version: 2, who: "Ann Lee" });
  });
});
