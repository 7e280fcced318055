import { createParser, type EventSourceMessage } from "eventsource-parser";

/** Takes the pieces of a stream of server-sent events, and gives the events that are whole with each. */
export function eventReader(): (piece: string) => EventSourceMessage[] {
  let events: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => events.push(event) });
  return (piece) => {
    events = [];
    parser.feed(piece);
    return events;
  };
}

const FIRST = 500;
const LONGEST = 30_000;

/** Milliseconds before the next try. Spread, or all pages would come back to a restarted server at once. */
export const backOff = (failures: number, random = Math.random()) =>
  Math.min(LONGEST, FIRST * 2 ** failures) * (0.5 + random);
