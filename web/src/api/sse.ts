/** Server-sent events out of the pieces of a stream, as far as the API uses them. */
export interface ServerEvent {
  event: string;
  data: string;
}

export class EventParser {
  private rest = "";

  /** The events that are whole with this piece. */
  feed(piece: string): ServerEvent[] {
    const blocks = (this.rest + piece).split("\n\n");
    this.rest = blocks.pop() ?? "";
    return blocks.map(eventOf).filter((event) => event !== null);
  }
}

function eventOf(block: string): ServerEvent | null {
  const fields = new Map(
    block
      .split("\n")
      .filter((line) => !line.startsWith(":"))
      .map((line) => line.split(/: ?(.*)/s, 2) as [string, string]),
  );
  const data = fields.get("data");
  return data === undefined ? null : { event: fields.get("event") ?? "message", data };
}

const FIRST = 500;
const LONGEST = 30_000;

/** Milliseconds before the next try. Spread, or all pages would come back to a restarted server at once. */
export const backOff = (failures: number, random = Math.random()) =>
  Math.min(LONGEST, FIRST * 2 ** failures) * (0.5 + random);
