import { type KeyboardEvent, type MouseEvent, type PointerEvent as Pressed, useEffect, useRef, useState } from "react";
import type { Appointment } from "@/api/types";
import { clash, type Slot, slotOf } from "./time";

export interface Column {
  key: string;
  head: string;
  date: string;
  /** Set where columns are veterinarians: a move between them gives the appointment to another. */
  veterinarian?: string;
}

export interface Moving {
  appointment: Appointment;
  slot: Slot;
  column: string;
  taken: Appointment | undefined;
}

const STEP = 15;
const LAST = 24 * 60;
const SLOP = 4; // px that a click may shake

interface MoverOptions {
  columns: Column[];
  all: Appointment[];
  pixelsPerMinute: number;
  onMoved: (appointment: Appointment, slot: Slot) => void;
}

/** Moving and resizing, by pointer or by keys: shown while it goes on, with what is in the way, and done at the end. */
export function useMover({ columns, all, pixelsPerMinute, onMoved }: MoverOptions) {
  const [moving, setMoving] = useState<Moving | null>(null);
  const dragged = useRef(false);

  const show = (appointment: Appointment, wanted: Slot, column: string) => {
    const duration = Math.max(STEP, wanted.duration);
    const start = Math.min(Math.max(0, wanted.start), LAST - duration);
    const target = columns.find((each) => each.key === column);
    const slot = {
      ...wanted,
      start,
      duration,
      date: target?.date ?? wanted.date,
      veterinarian: target?.veterinarian ?? wanted.veterinarian,
    };
    setMoving({ appointment, slot, column, taken: clash(slot, all) });
  };

  const finish = () => {
    if (!moving) return;
    const before = slotOf(moving.appointment);
    const changed = JSON.stringify(before) !== JSON.stringify(moving.slot);
    setMoving(null);
    if (changed) onMoved(moving.appointment, moving.slot);
  };

  useEffect(() => {
    if (!moving) return;
    const stop = (event: globalThis.KeyboardEvent) => event.key === "Escape" && setMoving(null);
    addEventListener("keydown", stop);
    return () => removeEventListener("keydown", stop);
  }, [moving]);

  const grab = (appointment: Appointment, column: string, part: "move" | "resize") => {
    const from = slotOf(appointment);
    let at: { x: number; y: number } | null = null;
    return {
      onPointerDown: (event: Pressed<HTMLElement>) => {
        // A finger scrolls; it moves an appointment in its form.
        if (event.button !== 0 || event.pointerType === "touch") return;
        event.stopPropagation();
        dragged.current = false;
        at = { x: event.clientX, y: event.clientY };
        follow(event.currentTarget, event.pointerId, (point) => {
          if (!at || Math.hypot(point.x - at.x, point.y - at.y) < SLOP) return;
          dragged.current = true;
          const minutes = Math.round((point.y - at.y) / pixelsPerMinute / STEP) * STEP;
          if (part === "resize") show(appointment, { ...from, duration: from.duration + minutes }, column);
          else show(appointment, { ...from, start: from.start + minutes }, columnAt(point) ?? column);
        });
      },
      onPointerUp: finish,
      // The click that ends a drag is none.
      onClickCapture: (event: MouseEvent) => dragged.current && event.stopPropagation(),
    };
  };

  const keys = (appointment: Appointment, column: string) => ({
    onKeyDown: (event: KeyboardEvent) => {
      const vertical = { ArrowUp: -STEP, ArrowDown: STEP }[event.key];
      const sideways = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!event.altKey || (!vertical && !sideways)) return;
      event.preventDefault();
      const now = moving?.appointment.id === appointment.id ? moving : { slot: slotOf(appointment), column };
      const place = columns.findIndex((each) => each.key === now.column) + (sideways ?? 0);
      const next = columns[place]?.key ?? now.column;
      const { start, duration } = now.slot;
      const longer =
        vertical && event.shiftKey ? { duration: duration + vertical } : { start: start + (vertical ?? 0) };
      show(appointment, { ...now.slot, ...longer }, next);
    },
    onKeyUp: (event: KeyboardEvent) => event.key === "Alt" && finish(),
    onBlur: finish,
  });

  return { moving, grab, keys };
}

function follow(element: HTMLElement, pointer: number, moved: (point: { x: number; y: number }) => void) {
  element.setPointerCapture(pointer);
  const move = (event: PointerEvent) => moved({ x: event.clientX, y: event.clientY });
  const end = () => {
    element.removeEventListener("pointermove", move);
    element.removeEventListener("lostpointercapture", end);
  };
  element.addEventListener("pointermove", move);
  element.addEventListener("lostpointercapture", end);
}

const columnAt = ({ x, y }: { x: number; y: number }) =>
  document
    .elementsFromPoint(x, y)
    .map((element) => (element as HTMLElement).dataset.column)
    .find((key) => key !== undefined);
