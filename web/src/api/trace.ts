/** W3C trace context: what one action of the user calls is one trace, whose root is the page. */
const hex = (bytes: number) =>
  [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

let traceId = hex(16);

const newAction = () => {
  traceId = hex(16);
};

/** A header for one call. The flag asks for sampling; the gateway decides. */
export const traceparent = () => `00-${traceId}-${hex(8)}-01`;

export function followActions() {
  for (const event of ["pointerdown", "keydown", "popstate"]) addEventListener(event, newAction, { capture: true });
}
