/** Two people changed the same object: what each did, told apart by the version that both began with. Pure. */
export interface Clash<V> {
  base: V;
  mine: V;
  theirs: V;
  version: number;
  /** Who wrote `theirs`; empty where nobody knows. */
  who: string;
}

export type Side = "mine" | "theirs";

export const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What was chosen is shown by its name; nothing is shown as nothing, and several as a list. */
export const textOf = (value: unknown): string =>
  typeof value === "object" && value && "name" in value ? textOf(value.name) : [value].join();

type Sides<V> = Pick<Clash<V>, "base" | "mine" | "theirs">;

/** Fields that both changed, each to something else: only there somebody has to choose. */
export function disputed<V extends object>({ base, mine, theirs }: Sides<V>): (keyof V & string)[] {
  const names = Object.keys(mine) as (keyof V & string)[];
  return names.filter(
    (name) => ![base[name], mine[name]].some((each) => same(each, theirs[name])) && !same(mine[name], base[name]),
  );
}

/** Fields that only one side changed are taken from that side; where both did, ours unless `chosen` says otherwise. */
export function merged<V extends object>(sides: Sides<V>, chosen: Partial<{ [K in keyof V]: Side }> = {}): V {
  const names = Object.keys(sides.mine) as (keyof V)[];
  return Object.fromEntries(names.map((name) => [name, sides[chosen[name] ?? sideOf(sides, name)][name]])) as V;
}

const sideOf = <V>({ base, mine }: Sides<V>, name: keyof V): Side => (same(mine[name], base[name]) ? "theirs" : "mine");
