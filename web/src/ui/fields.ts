/** A plain form as a table of its fields: what it begins with, how it reads the API's things and what it sends. Pure. */
import type { Texts } from "@/i18n/en";
import type { useFormat } from "@/i18n/clinic";
import { dayFault } from "@/typed/day";
import { asNumber, numberFault } from "@/typed/number";
import type { Reader } from "@/typed/reader";
import { line, prose } from "@/typed/text";
import { textOf } from "./merge";
import type { Choice } from "./Picker";

interface Named<K extends string> {
  name: K;
  label: string;
  required?: boolean;
  hint?: string;
  /** As wide as the dialog, as prose always is. */
  wide?: boolean;
  /** Stands in the rows of a list, the first one as what the thing is called. */
  listed?: boolean;
}

/** `begin`: what a new thing has, and one of which the API doesn't say it. */
interface OfText {
  kind?: "text" | "tel" | "email" | "prose" | "day";
  begin?: string;
}
interface OfNumber {
  kind: "decimal" | "money";
  /** Of a decimal; money has those of its currency. */
  decimals?: number;
}
interface OfMark {
  kind: "check";
  begin?: boolean;
}
interface OfChoice<T extends string> {
  kind: "choice";
  /** A new thing has the first one. Empty is none of them. */
  options: readonly (readonly [value: T | "", text: string])[];
}
/** Another thing's id. Its name is what the API says beside it: `veterinarian` of `veterinarianId`. */
interface OfReference {
  kind: "reference";
  placeholder: string;
  find: (typed: string) => Promise<Choice<Chosen>[]>;
}

export interface Chosen {
  id: string;
  name: string;
}

type KindOf<J> = [J] extends [boolean]
  ? OfMark
  : [J] extends [number]
    ? OfNumber
    : [J] extends [string]
      ? string extends J
        ? OfText | OfReference
        : OfChoice<J>
      : never;

/** A field of what the API takes as `J`. */
export type FieldOf<J> = { [K in keyof J & string]: Named<K> & KindOf<NonNullable<J[K]>> }[keyof J & string];
export type Field = Named<string> & (OfText | OfNumber | OfMark | OfChoice<string> | OfReference);
export type Fields = readonly Field[];

type Value = string | boolean | Chosen;
/** What a form of these fields holds. */
export type ValuesOf<F extends Fields> = {
  [E in F[number] as E["name"]]: E extends OfMark ? boolean : E extends OfReference ? Chosen : string;
};

function beginOf(field: Field): Value {
  if (field.kind === "check") return field.begin ?? false;
  if (field.kind === "choice") return field.options[0]?.[0] ?? "";
  return ("begin" in field && field.begin) || "";
}

function valueOf(field: Field, object: Record<string, unknown>): Value {
  const value = object[field.name];
  if (field.kind === "reference") return { id: textOf(value), name: textOf(object[field.name.replace(/Id$/, "")]) };
  if (value === undefined) return beginOf(field);
  return field.kind === "check" ? value === true : textOf(value);
}

/** The API's object as a form shows it; a new one's values where there is none. */
export const valuesOf = <F extends Fields>(fields: F, object: unknown = {}) =>
  Object.fromEntries(
    fields.map((field) => [field.name, valueOf(field, object as Record<string, unknown>)]),
  ) as ValuesOf<F>;

/** `digits`: of the clinic's currency. */
export const sentOf = <F extends Fields>(fields: F, values: ValuesOf<F>, reader: Reader, digits: number) =>
  Object.fromEntries(
    fields.map((field) => [
      field.name,
      readValue(field, (values as Record<string, Value>)[field.name], reader, digits),
    ]),
  );

function readValue(field: Field, value: Value | undefined, reader: Reader, digits: number): unknown {
  if (typeof value === "object") return chosenOf(field, value.id, reader);
  if (typeof value !== "string") return value;
  const { name, required = false } = field;
  if (field.kind === "choice") return chosenOf(field, value, reader);
  if (field.kind === "money") return reader.number(name, value, { decimals: digits, required });
  if (field.kind === "decimal") return reader.number(name, value, { decimals: field.decimals ?? 0, required });
  if (field.kind === "day") return required ? reader.neededDay(name, value) : reader.day(name, value);
  if (required) reader.name(name, value);
  return field.kind === "prose" ? prose(value) : line(value);
}

function chosenOf({ name, required }: Field, value: string, reader: Reader): string | null {
  if (required && !value) reader.refuse(name, "required");
  return value || null;
}

type Format = ReturnType<typeof useFormat>;
const ANY = 15; // decimals

/** A form's value as people read it. */
export function shownOf(field: Field, value: unknown, t: Texts, format: Format): string {
  const text = textOf(value);
  if (field.kind === "check") return value ? t.state.yes : t.state.no;
  if (field.kind === "choice") return field.options.find(([each]) => each === text)?.[1] ?? text;
  if (field.kind === "day") return dayFault(text) ? text : format.day(text);
  if (field.kind === "money") return numberFault(text, ANY) ? text : format.money(asNumber(text));
  return text;
}
