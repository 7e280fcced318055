/** Times as time fields give them, `14:30`, and minutes since midnight. Pure. */
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const QUARTER = 15;

export const isTime = (text: string) => TIME.test(text);

export const toMinutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

export const toTime = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** `14:30` for 14:16, and for 14:30 itself. */
export const quarterFrom = (minutes: number) => Math.ceil(minutes / QUARTER) * QUARTER;
