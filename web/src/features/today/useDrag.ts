import { type MouseEvent, type PointerEvent as Pressed, useEffect, useRef, useState } from "react";
import type { Appointment } from "@/api/types";
import type { Stage } from "@/features/appointments/state";

const SLOP = 5; // px that a click may shake
const HOLD = 300; // ms that a finger rests before it drags: until then it scrolls

interface Point {
  x: number;
  y: number;
}

export interface Drag {
  appointment: Appointment;
  by: Point;
  over: Stage | undefined;
}

/** Dragging by mouse, pen or finger. Escape, or letting go beside the columns, leaves all as it was. */
export function useDrag(onDrop: (appointment: Appointment, stage: Stage) => void) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const held = useRef<{ appointment: Appointment; from: Point; touch: boolean } | null>(null);
  const hold = useRef<ReturnType<typeof setTimeout>>(undefined);
  const board = useRef<HTMLDivElement>(null);
  const dragging = useRef(false); // as events see it that come before the next render
  const clicked = useRef(false);

  const begin = (appointment: Appointment) => {
    dragging.current = clicked.current = true;
    setDrag({ appointment, by: { x: 0, y: 0 }, over: undefined });
  };
  const end = () => {
    clearTimeout(hold.current);
    held.current = null;
    dragging.current = false;
    setDrag(null);
  };

  useEffect(() => {
    const still = (event: TouchEvent) => dragging.current && event.preventDefault();
    const element = board.current;
    element?.addEventListener("touchmove", still, { passive: false });
    return () => element?.removeEventListener("touchmove", still);
  }, []);

  useEffect(() => {
    if (!drag) return;
    const stop = (event: KeyboardEvent) => event.key === "Escape" && end();
    addEventListener("keydown", stop);
    return () => removeEventListener("keydown", stop);
  }, [drag]);

  const moving = (event: Pressed<HTMLElement>) => {
    if (!held.current) return;
    const { appointment, from, touch } = held.current;
    const by = { x: event.clientX - from.x, y: event.clientY - from.y };
    if (!dragging.current) {
      if (Math.hypot(by.x, by.y) < SLOP) return;
      if (touch) return end();
      event.currentTarget.setPointerCapture(event.pointerId);
      begin(appointment);
    }
    setDrag({ appointment, by, over: stageAt(event) });
  };

  const grab = (appointment: Appointment) => ({
    onPointerDown: (event: Pressed<HTMLElement>) => {
      clicked.current = false;
      if (event.button !== 0 || (event.target as HTMLElement).closest("button, [role=menu]")) return;
      const touch = event.pointerType === "touch";
      held.current = { appointment, from: { x: event.clientX, y: event.clientY }, touch };
      const { currentTarget, pointerId } = event;
      if (!touch) return;
      hold.current = setTimeout(() => {
        currentTarget.setPointerCapture(pointerId);
        begin(appointment);
      }, HOLD);
    },
    onPointerMove: moving,
    onPointerUp: (event: Pressed<HTMLElement>) => {
      const stage = dragging.current ? stageAt(event) : undefined;
      end();
      if (stage) onDrop(appointment, stage);
    },
    onPointerCancel: end,
    // The click that ends a drag is none, and a finger that rests opens no menu of the link.
    onClickCapture: (event: MouseEvent) => clicked.current && event.preventDefault(),
    onContextMenu: (event: MouseEvent) => held.current?.touch && event.preventDefault(),
    onDragStart: (event: MouseEvent) => event.preventDefault(),
  });

  return { board, drag, grab };
}

const stageAt = ({ clientX, clientY }: Pressed<HTMLElement>) =>
  document
    .elementsFromPoint(clientX, clientY)
    .map((element) => (element as HTMLElement).dataset.stage as Stage | undefined)
    .find((stage) => stage !== undefined);
