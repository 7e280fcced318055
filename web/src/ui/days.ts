/** The first and the last day that the server takes: what lies beyond them is a slip of a key, as the year 26. */
export const DAYS = { min: "1900-01-01", max: "2199-12-31" };
