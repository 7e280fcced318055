import { lazy, Suspense, useState } from "react";
import type { Appointment } from "@/api/types";
import { useMay } from "@/app/permissions";
import { isBilled } from "./billing";

const UnbilledQuestion = lazy(async () => ({ default: (await import("./UnbilledQuestion")).UnbilledQuestion }));
const DoneQuestion = lazy(async () => ({ default: (await import("./DoneQuestion")).DoneQuestion }));

interface Asked {
  appointment: Appointment;
  isBilled: boolean;
  done: () => void;
}

/** Before a visit is done, from wherever: what is to be paid for it, and where there is no way back whether it is over. */
export function useFinish() {
  const mayCorrect = useMay("appointments:correct");
  const [asked, ask] = useState<Asked | null>(null);
  const finish = async (appointment: Appointment, done: () => void) => {
    const billed = await isBilled(appointment).catch(() => true); // no answer holds nobody up
    if (billed && mayCorrect) done();
    else ask({ appointment, isBilled: billed, done });
  };
  const yes = () => {
    ask(null);
    asked?.done();
  };
  const question = asked && (
    <Suspense>
      {asked.isBilled ? (
        <DoneQuestion appointment={asked.appointment} onYes={yes} onNo={() => ask(null)} />
      ) : (
        <UnbilledQuestion appointment={asked.appointment} onKept={yes} onClose={() => ask(null)} />
      )}
    </Suspense>
  );
  return { finish, question };
}
