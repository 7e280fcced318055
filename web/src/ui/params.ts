import { useCallback } from "react";
import { useSearchParams } from "react-router";

/** Filters live in the address: a list that is shared or reloaded stays as it was. */
/** What the address asks a list to be sorted by, where it can be. */
export const sortOf = <S extends string>(params: URLSearchParams, sorts: readonly S[]): S | undefined =>
  sorts.find((each) => each === params.get("sort"));

export function useParams() {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (changes: Record<string, string | null | undefined>) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changes)) {
            if (value) next.set(name, value);
            else next.delete(name);
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  return [params, set] as const;
}
