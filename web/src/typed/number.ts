/**
 * Numbers as people type them: the one way from a field's text to the API's JSON.
 *
 * In both languages commas group thousands and a point begins the decimals. What isn't written so is refused in words,
 * never guessed at. Plain text, `-1250.50`, is what lies between: it is exact, as a JavaScript number isn't.
 */
export type NumberFault = "number" | "digits" | "range";

const WRITTEN = /^-?(?:(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?|\.\d+)$/;
const MOST_DIGITS = 15; // more than these a JSON number doesn't hold exactly

/** Full-width signs, as an Asian keyboard types them, are the same signs; so are its comma, its stop and a true minus. */
const narrow = (text: string) =>
  text
    .replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[、､]/g, ",")
    .replace(/[。｡]/g, ".")
    .replace("\u2212", "-");

/** Without commas; undefined where it is no number. */
function plain(text: string): string | undefined {
  const written = narrow(text.trim());
  return WRITTEN.test(written) ? written.replaceAll(",", "") : undefined;
}

/** Why a text isn't a number with at most so many decimals. */
export function numberFault(text: string, decimals: number): NumberFault | undefined {
  const found = plain(text);
  if (found === undefined) return "number";
  const [whole = "", part = ""] = found.replace("-", "").split(".");
  const decimal = part.replace(/(?<!0)0+$/, "");
  if ((whole + decimal).replace(/^0+/, "").length > MOST_DIGITS) return "range";
  return decimal.length > decimals ? "digits" : undefined;
}

/** As JSON carries it: with at most 15 digits the shortest decimal of the number is what was typed. */
export const asNumber = (text: string) => Number(plain(text));

/** `8.25` percent as a fraction, moved by its digits and not divided. */
export const asFraction = (percent: string) => Number(`${plain(percent)}e-2`);
export const asPercent = (fraction: number) => String(Number(`${fraction}e2`));

/** The digits that a program wrote, as in `length >= 8`. */
export const fromDigits = (digits: string) => Number(digits);

/** Without the noise of binary fractions: 0.3 for 0.1 + 0.2. */
export const clean = (value: number) => Number(value.toPrecision(12));

const DIGITS: Record<string, number> = { KRW: 0 };

/** How many decimals a currency has. */
export const digitsOf = (currency: string) => DIGITS[currency] ?? 2;

/** A decimal as a fraction of integers. */
export interface Exact {
  units: bigint;
  scale: bigint;
}

export function exact(text: string): Exact {
  const [whole = "", part = ""] = (plain(text) ?? "0").split(".");
  return { units: BigInt(whole + part), scale: 10n ** BigInt(part.length) };
}

/** An API's number: JavaScript writes small ones as `1e-7`. */
export function exactOf(value: number): Exact {
  const [mantissa = "0", power = "0"] = String(value).split("e");
  const { units, scale } = exact(mantissa);
  const shift = 10n ** BigInt(power.replace(/[+-]/, ""));
  return power.startsWith("-") ? { units, scale: scale * shift } : { units: units * shift, scale };
}
