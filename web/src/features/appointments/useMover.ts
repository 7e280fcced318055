import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent as Pressed,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from "react";
import type { Appointment } from "@/api/types";
import { clash, type Slot, slotOf, STEP, within } from "./time";

export interface Column {
  key: string;
  head: string;
  date: string;
  /** Set where columns are veterinarians, as `whoOf` has them: a move between them gives it to another. */
  veterinarian?: string;
}

export interface Moving {
  appointment: Appointment;
  slot: Slot;
  column: string;
  taken: Appointment | undefined;
}

const SLOP = 4; // px that a click may shake
const FINGER_SLOP = 10;
const HOLD = 350; // ms that a finger rests on an appointment to lift it; one that moves sooner scrolls

interface Point {
  x: number;
  y: number;
}

interface MoverOptions {
  grid: RefObject<HTMLElement | null>;
  columns: Column[];
  all: Appointment[];
  pixelsPerMinute: number;
  onMoved: (appointment: Appointment, slot: Slot) => void;
}

/** Moving and resizing, by pointer, finger or keys: shown while it goes on, with what is in the way, done at the end. */
export function useMover({ grid, columns, all, pixelsPerMinute, onMoved }: MoverOptions) {
  const [moving, setMoving] = useState<Moving | null>(null);
  const current = useRef<Moving | null>(null); // as events see it that come before the next render
  const dragged = useRef(false);

  const put = (next: Moving | null) => {
    current.current = next;
    setMoving(next);
  };

  const show = (appointment: Appointment, wanted: Slot, column: string) => {
    const target = columns.find((each) => each.key === column);
    const slot = {
      ...within(wanted, slotOf(appointment)),
      date: target?.date ?? wanted.date,
      veterinarian: target?.veterinarian ?? wanted.veterinarian,
    };
    put({ appointment, slot, column, taken: clash(slot, all) });
  };

  const finish = () => {
    const done = current.current;
    if (!done) return;
    const changed = JSON.stringify(slotOf(done.appointment)) !== JSON.stringify(done.slot);
    put(null);
    if (changed) onMoved(done.appointment, done.slot);
  };

  useEffect(() => {
    if (!moving) return;
    const stop = (event: globalThis.KeyboardEvent) => event.key === "Escape" && put(null);
    addEventListener("keydown", stop);
    return () => removeEventListener("keydown", stop);
  }, [moving]);

  useEffect(() => {
    // React's own listener is passive. This one must be there before the finger is.
    const box = grid.current;
    const keep = (event: TouchEvent) => dragged.current && event.cancelable && event.preventDefault();
    box?.addEventListener("touchmove", keep, { passive: false });
    return () => box?.removeEventListener("touchmove", keep);
  }, [grid]);

  const grab = (appointment: Appointment, column: string, part: "move" | "resize") => {
    const from = slotOf(appointment);
    const drag = (at: Point, point: Point) => {
      if (!dragged.current && distance(at, point) < SLOP) return;
      dragged.current = true;
      const minutes = Math.round((point.y - at.y) / pixelsPerMinute / STEP) * STEP;
      if (part === "resize") show(appointment, { ...from, duration: from.duration + minutes }, column);
      else show(appointment, { ...from, start: from.start + minutes }, columnAt(point) ?? column);
    };
    return {
      onPointerDown: (event: Pressed<HTMLElement>) => {
        if (event.button !== 0) return;
        event.stopPropagation();
        dragged.current = false;
        const [element, pointer, at] = [event.currentTarget, event.pointerId, { x: event.clientX, y: event.clientY }];
        const start = () => follow(element, pointer, (point) => drag(at, point));
        if (event.pointerType !== "touch") return start();
        afterHold(element, at, () => {
          dragged.current = true;
          show(appointment, from, column);
          start();
        });
      },
      onPointerUp: finish,
      onPointerCancel: () => {
        dragged.current = false;
        put(null);
      },
      onContextMenu: (event: MouseEvent) => dragged.current && event.preventDefault(),
      // The click that ends a drag is none; one that the keyboard makes always is.
      onClickCapture: (event: MouseEvent) => dragged.current && event.detail > 0 && event.stopPropagation(),
    };
  };

  const keys = (appointment: Appointment, column: string) => ({
    onKeyDown: (event: KeyboardEvent) => {
      const vertical = { ArrowUp: -STEP, ArrowDown: STEP }[event.key];
      const sideways = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!event.altKey || (!vertical && !sideways)) return;
      event.preventDefault();
      const under = current.current;
      const now = under?.appointment.id === appointment.id ? under : { slot: slotOf(appointment), column };
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

function follow(element: HTMLElement, pointer: number, moved: (point: Point) => void) {
  element.setPointerCapture(pointer);
  const move = (event: PointerEvent) => moved({ x: event.clientX, y: event.clientY });
  const end = () => {
    element.removeEventListener("pointermove", move);
    element.removeEventListener("lostpointercapture", end);
  };
  element.addEventListener("pointermove", move);
  element.addEventListener("lostpointercapture", end);
}

/** Unless the finger leaves, or moves and so scrolls, before. */
function afterHold(element: HTMLElement, at: Point, lift: () => void) {
  const waiting = new AbortController();
  const timer = setTimeout(() => {
    waiting.abort();
    lift();
  }, HOLD);
  const give = () => {
    clearTimeout(timer);
    waiting.abort();
  };
  const move = (event: PointerEvent) => distance(at, { x: event.clientX, y: event.clientY }) > FINGER_SLOP && give();
  element.addEventListener("pointermove", move, waiting);
  for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, give, waiting);
}

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);

const columnAt = ({ x, y }: Point) =>
  document
    .elementsFromPoint(x, y)
    .map((element) => (element as HTMLElement).dataset.column)
    .find((key) => key !== undefined);
