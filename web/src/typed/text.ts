/** Texts as they are typed. macOS and some keyboards send letters in pieces (NFD); what is kept is whole (NFC). */
export const prose = (text: string) => text.normalize("NFC");

/** A name, a reason: without the blanks around it or more than one within. */
export const line = (text: string) => prose(text).trim().replace(/\s+/g, " ");

/** What is typed into a plain form's field. */
export function textIn(fields: FormData, name: string): string {
  const text = fields.get(name);
  return typeof text === "string" ? text : "";
}
