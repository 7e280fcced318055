import { type Fault, Problem } from "@/api/problem";
import { type Days, dayFault } from "./day";
import { asNumber, numberFault } from "./number";
import { line } from "./text";
import { isTime } from "./time";

interface Numbers {
  decimals?: number;
  required?: boolean;
}

/** Reads a form's texts as what the API takes, and notes under its path what can't be read. */
export class Reader {
  readonly faults: Fault[] = [];

  refuse(path: string, code: string) {
    this.faults.push({ path, code, message: "" });
  }

  /** Null where nothing is typed. */
  number(path: string, text: string, { decimals = 0, required = false }: Numbers = {}): number | null {
    if (!text.trim()) {
      if (required) this.refuse(path, "required");
      return null;
    }
    const fault = numberFault(text, decimals);
    if (fault) this.refuse(path, fault);
    return fault ? null : asNumber(text);
  }

  needed(path: string, text: string, decimals = 0): number {
    return this.number(path, text, { decimals, required: true }) ?? 0;
  }

  /** Null where nothing is typed. */
  day(path: string, text: string, days?: Days): string | null {
    const fault = text ? dayFault(text, days) : undefined;
    if (fault) this.refuse(path, fault);
    return text && !fault ? text : null;
  }

  neededDay(path: string, text: string): string {
    if (!text) this.refuse(path, "required");
    return this.day(path, text) ?? "";
  }

  time(path: string, text: string): string {
    if (!isTime(text)) this.refuse(path, "time");
    return text;
  }

  name(path: string, text: string): string {
    const name = line(text);
    if (!name) this.refuse(path, "required");
    return name;
  }
}

/** What `build` reads. Throws a Problem as the server's own where something couldn't be. */
export function read<T>(build: (reader: Reader) => T): T {
  const reader = new Reader();
  const built = build(reader);
  if (reader.faults.length) throw new Problem(422, { errors: reader.faults });
  return built;
}
