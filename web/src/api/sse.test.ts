import { describe, expect, it } from "vitest";
import { backOff, eventReader } from "./sse";

describe("events of a stream", () => {
  it("come whole, however the pieces are cut", () => {
    const text = 'event: resync\ndata: {}\n\nevent: change\ndata: {"kind":"owner"}\n\n';
    for (let cut = 0; cut <= text.length; cut++) {
      const read = eventReader();
      expect([...read(text.slice(0, cut)), ...read(text.slice(cut))]).toEqual([
        { event: "resync", data: "{}" },
        { event: "change", data: '{"kind":"owner"}' },
      ]);
    }
  });

  it("are not the signs of life", () => {
    expect(eventReader()(": still here\n\n")).toEqual([]);
  });
});

describe("the wait before the next try", () => {
  it("doubles up to a bound", () => {
    expect([0, 1, 2, 20].map((failures) => backOff(failures, 0.5))).toEqual([500, 1000, 2000, 30_000]);
  });

  it("is spread", () => {
    expect([backOff(1, 0), backOff(1, 1)]).toEqual([500, 1500]);
  });
});
