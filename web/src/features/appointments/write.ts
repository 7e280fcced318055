import { isProblem } from "@/api/problem";
import type { Appointment } from "@/api/types";
import { queryClient, refreshAll } from "@/api/queries";
import { DAYS } from "./calls";

type Send = (newest: Appointment) => Promise<Appointment>;

/** The last write of each appointment. The next may have begun before its answer, and needs the version that it brings. */
const writes = new Map<string, Promise<Appointment>>();

/** Sent after those before it. What somebody else wrote has a version that nobody here knows, and is not written over. */
function inTurn(appointment: Appointment, send: Send): Promise<Appointment> {
  const before = writes.get(appointment.id) ?? Promise.resolve(appointment);
  const write = before
    .catch(() => appointment)
    .then((now) => send({ ...appointment, version: Math.max(now.version, appointment.version) }));
  writes.set(appointment.id, write);
  return write;
}

const show = (now: Appointment) =>
  queryClient.setQueriesData<Appointment[]>({ queryKey: DAYS }, (list) =>
    list?.map((each) => (each.id === now.id ? now : each)),
  );

/** Shown at once as it will be, then sent; then shown as the server has it, also where that is what it throws. */
export async function write(appointment: Appointment, wanted: Partial<Appointment>, send: Send): Promise<Appointment> {
  await queryClient.cancelQueries({ queryKey: DAYS });
  show({ ...appointment, ...wanted });
  const turn = inTurn(appointment, send);
  const isLast = () => writes.get(appointment.id) === turn;
  try {
    const now = await turn;
    if (isLast()) show(now);
    return now;
  } catch (error) {
    if (isLast()) show(isProblem(error, 412) ? (error.current as Appointment) : appointment);
    throw error;
  } finally {
    if (isLast()) void refreshAll("appointment", "stats", "summary");
  }
}
