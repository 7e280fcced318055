/** Keys by what they are on every layout, and as this computer's keyboard names them. */
type Key = Pick<KeyboardEvent, "key" | "code">;

/** On a Korean layout the key G types ㅎ; where it is no Latin letter, its place on the board tells which it is. */
export const letterOf = ({ key, code }: Key): string =>
  /^[a-z]$/i.test(key) || !/^Key[A-Z]$/.test(code) ? key.toLowerCase() : code.slice(3).toLowerCase();

const APPLE = /Mac|iPhone|iPad/;

export const keysOf = (platform: string) =>
  APPLE.test(platform) ? { ctrl: "⌘", alt: "⌥" } : { ctrl: "Ctrl", alt: "Alt" };

export const KEYS = keysOf(typeof navigator === "undefined" ? "" : navigator.platform);
