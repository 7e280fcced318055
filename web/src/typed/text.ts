/** Texts as they are typed. macOS and some keyboards send letters in pieces (NFD); what is kept is whole (NFC). */
export const prose = (text: string) => text.normalize("NFC");

/** A name, a reason: without the blanks around it or more than one within. */
export const line = (text: string) => prose(text).trim().replace(/\s+/g, " ");
