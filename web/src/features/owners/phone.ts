const ENOUGH = 7; // digits of a whole number
const NATIONAL = 8; // what is left of it without the country's code and the trunk prefix

/** Whether two numbers end alike, as +82 10-1234-5678 and 010-1234-5678. */
export function samePhone(one: string, other: string): boolean {
  const [shorter = "", longer = ""] = [digits(one), digits(other)].sort((a, b) => a.length - b.length);
  return isWhole(shorter) && longer.endsWith(shorter.slice(-NATIONAL));
}

export const isWhole = (phone: string) => digits(phone).length >= ENOUGH;

const digits = (phone: string) => phone.normalize("NFKC").replace(/\D/g, "");
