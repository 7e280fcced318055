import { lazy, memo, Suspense, useState } from "react";
import type { Appointment } from "@/api/types";
import { useMay } from "@/app/permissions";
import { useFormat } from "@/i18n/clinic";
import { isGone, stageOf } from "@/features/appointments/state";
import { useFinish } from "@/features/appointments/useFinish";
import { useMove } from "@/features/appointments/useMove";
import { useSetStatus } from "@/features/appointments/useSetStatus";
import { AppointmentBadge } from "@/features/appointments/words";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { cx } from "@/ui/cx";
import { columnsOf, STAGES, stagesFor } from "./board";
import { Card, MoveMenu, type Moves } from "./Card";
import { useDrag } from "./useDrag";
import { useStage } from "./useStage";

const Overbook = lazy(async () => ({ default: (await import("@/features/appointments/Overbook")).Overbook }));

/** The day in columns by stage. Narrower than its columns it scrolls sideways. */
export const Board = memo(function Board({ appointments, now }: { appointments: Appointment[]; now: Date }) {
  const t = useTexts();
  const mayCorrect = useMay("appointments:correct");
  const { refused, refuse, take, overbook, dismiss } = useMove();
  const [move, setStatus] = [useStage(mayCorrect), useSetStatus(mayCorrect, refuse)];
  const { finish, question } = useFinish();
  const moves: Moves = {
    mayCorrect,
    stage: (appointment, stage) => {
      const go = () => void move(appointment, stage);
      if (stage === "done") void finish(appointment, go);
      else go();
    },
    status: (appointment, status) => void setStatus(appointment, status),
  };
  const [byKeys, setByKeys] = useState("");
  const { board, drag, grab } = useDrag((appointment, stage) => {
    if (stagesFor(appointment, mayCorrect).includes(stage)) moves.stage(appointment, stage);
  });
  const columns = columnsOf(appointments);
  return (
    <>
      <div
        ref={board}
        className="relative -mx-1 grid grid-cols-[repeat(5,minmax(8.5rem,1fr))] gap-2 overflow-x-auto overscroll-x-contain p-1 print:grid-cols-5"
      >
        {STAGES.map((stage) => {
          const takes = drag !== null && stagesFor(drag.appointment, mayCorrect).includes(stage);
          return (
            <section
              key={stage}
              data-stage={stage}
              aria-label={t.today.stages[stage]}
              className={cx(
                "flex min-h-40 min-w-0 flex-col rounded-xl border p-1.5 transition-colors",
                takes && drag.over === stage ? "border-accent bg-accent-soft" : "border-line bg-hover/60",
                drag && !takes && stageOf(drag.appointment) !== stage && "opacity-60",
              )}
            >
              <h2 className="flex items-center justify-between px-1.5 pb-1.5 text-base">
                {t.today.stages[stage]}
                <span className="nums text-sm font-medium text-muted">{columns[stage].length}</span>
              </h2>
              <ul className="space-y-1.5">
                {columns[stage].map((each) => (
                  <Card
                    key={each.id}
                    appointment={each}
                    moves={moves}
                    now={now}
                    focused={byKeys === each.id}
                    onKeyMove={setByKeys}
                    grab={grab(each)}
                    by={drag?.appointment.id === each.id ? drag.by : undefined}
                  />
                ))}
              </ul>
            </section>
          );
        })}
      </div>
      <Gone appointments={appointments.filter(isGone)} moves={moves} />
      {question}
      <Suspense>
        {refused && <Overbook refusal={refused.refusal} onTake={take} onOverbook={overbook} onClose={dismiss} />}
      </Suspense>
    </>
  );
});

/** Who doesn't come, out of the way. */
function Gone({ appointments, moves }: { appointments: Appointment[]; moves: Moves }) {
  const t = useTexts();
  const format = useFormat();
  if (!appointments.length) return null;
  return (
    <details className="mt-2 px-1">
      <summary className="cursor-pointer text-sm text-muted">
        {t.today.gone} <span className="nums">{appointments.length}</span>
      </summary>
      <ul className="card mt-2 divide-y divide-line">
        {appointments.map((each) => (
          <li key={each.id} className="group flex items-center gap-3 px-3 py-1.5">
            <span className="nums w-20 shrink-0 text-sm text-muted">{format.clock(each.time)}</span>
            <span className="min-w-0 flex-1 truncate">
              {each.patient.name} <span className="text-muted">{fullName(each.patient.owner)}</span>
            </span>
            <AppointmentBadge appointment={each} />
            <MoveMenu appointment={each} stages={[]} moves={moves} />
          </li>
        ))}
      </ul>
    </details>
  );
}
