/** Whether a visit is billed, and what is kept where it is without charge. */
import { api, body, idempotent } from "@/api/client";
import type { Appointment, Bill } from "@/api/types";

const LATEST = 50;

/** A bill of its own, or one of its day that names no visit. */
export const isOf = ({ id, date }: Appointment, bill: Pick<Bill, "appointmentId" | "billDate" | "status">) =>
  bill.status !== "cancelled" && (bill.appointmentId ? bill.appointmentId === id : bill.billDate === date);

export async function isBilled(appointment: Appointment): Promise<boolean> {
  const query = { patientId: appointment.patientId, limit: LATEST };
  const bills = await body(api.GET("/bills", { params: { query } }));
  return bills.some((bill) => isOf(appointment, bill));
}

/** A bill of nothing, whose one line says why: it stands with the owner's and the patient's bills. */
export const billNothing = ({ id, patient, date }: Appointment, reason: string, key: string) =>
  body(
    api.POST("/bills", {
      body: {
        ownerId: patient.ownerId,
        patientId: patient.id,
        appointmentId: id,
        items: [{ description: reason, unitPrice: 0, taxable: false }],
        billDate: date,
        status: "paid",
      },
      headers: idempotent(key),
    }),
  );
