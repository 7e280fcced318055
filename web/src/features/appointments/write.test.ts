import { beforeEach, describe, expect, it } from "vitest";
import { Problem } from "@/api/problem";
import type { Appointment } from "@/api/types";
import { queryClient } from "@/api/queries";
import { DAYS } from "./calls";
import { write } from "./write";

const KEY = [...DAYS, "2026-11-25", "2026-11-25"] as const;
const shown = () => queryClient.getQueryData<Appointment[]>(KEY)![0]!;

let count = 0;
let booked: Appointment;
beforeEach(() => {
  booked = { id: `visit ${count++}`, version: 1, time: "10:00" } as Appointment;
  queryClient.setQueryData(KEY, [booked]);
});

/** The server: it takes what has the version that it has, and answers when it is told to. */
function server(version = 1) {
  const answers: (() => void)[] = [];
  const send = (wanted: Partial<Appointment>) => (newest: Appointment) =>
    new Promise<Appointment>((resolve, reject) =>
      answers.push(() => {
        const now = { ...booked, version };
        if (newest.version !== version) return reject(new Problem(412, { current: now }));
        resolve({ ...now, ...wanted, version: ++version });
      }),
    );
  const answer = async () => {
    await expect.poll(() => answers.length).toBe(1);
    answers.pop()!();
  };
  return { send, answer };
}

describe("what is written to an appointment", () => {
  it("shows before it is answered", async () => {
    const { send, answer } = server();
    const writing = write(booked, { time: "11:00" }, send({ time: "11:00" }));
    await expect.poll(() => shown().time).toBe("11:00");
    expect(shown().version).toBe(1);
    await answer();
    expect((await writing).version).toBe(2);
    expect(shown().version).toBe(2);
  });

  it("waits for what was written before, and goes out with the version that this brings", async () => {
    const { send, answer } = server();
    const first = write(booked, { time: "11:00" }, send({ time: "11:00" }));
    const second = write(booked, { time: "12:00" }, send({ time: "12:00" }));
    await answer();
    await first;
    expect(shown().time).toBe("12:00");
    await answer();
    expect(await second).toMatchObject({ time: "12:00", version: 3 });
  });

  it("may have been begun before the first one's answer, and sent after it", async () => {
    const { send, answer } = server();
    const first = write(booked, { time: "11:00" }, send({ time: "11:00" }));
    await answer();
    await first;
    const second = write(booked, { time: "12:00" }, send({ time: "12:00" }));
    await answer();
    expect((await second).version).toBe(3);
  });

  it("is never written over what somebody else wrote, which shows instead", async () => {
    const { send, answer } = server(7);
    const writing = write(booked, { time: "11:00" }, send({ time: "11:00" }));
    const refused = expect(writing).rejects.toThrow("412");
    await answer();
    await refused;
    expect(shown()).toMatchObject({ time: "10:00", version: 7 });
  });
});
