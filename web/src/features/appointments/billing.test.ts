import { expect, it } from "vitest";
import type { Appointment } from "@/api/types";
import { isOf } from "./billing";

const visit = { id: "a", date: "2026-03-02" } as Appointment;
const bill = { appointmentId: null, billDate: "2026-03-01", status: "sent" } as const;

it("a visit is billed by a bill of its own, or of its day and no other visit's, unless that is cancelled", () => {
  expect(isOf(visit, bill)).toBe(false);
  expect(isOf(visit, { ...bill, appointmentId: "a" })).toBe(true);
  expect(isOf(visit, { ...bill, billDate: "2026-03-02", status: "draft" })).toBe(true);
  expect(isOf(visit, { ...bill, appointmentId: "b", billDate: "2026-03-02" })).toBe(false);
  expect(isOf(visit, { ...bill, appointmentId: "a", status: "cancelled" })).toBe(false);
});
