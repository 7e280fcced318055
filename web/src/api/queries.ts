import { type InfiniteData, QueryClient, useInfiniteQuery } from "@tanstack/react-query";
import type { QueryName } from "./kinds";
import { isProblem } from "./problem";

const RETRIES = 2;
const AGAIN = 5_000; // ms

const isPassing = (error: unknown) => isProblem(error) && (error.status === 0 || error.status >= 502);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      networkMode: "always",
      retry: (failures, error) => failures < RETRIES && isPassing(error),
      // What failed for a while is asked for again by itself; its screen says meanwhile that it is so.
      refetchInterval: ({ state }) => (state.status === "error" && isPassing(state.error) ? AGAIN : false),
    },
  },
});

export interface ListPage<T> {
  data: T[];
  next: string | null;
}

/** A list by keyset, page after page. */
export function useList<T>(
  key: readonly [QueryName, ...unknown[]],
  load: (cursor: string | undefined) => Promise<ListPage<T>>,
) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    // Comparing 100,000 rows with themselves at each new page takes longer than a frame.
    structuralSharing: false,
    select: flat,
  });
  return { ...query, rows: query.data ?? [] };
}

const flat = <T>(data: InfiniteData<ListPage<T>, string | undefined>): T[] => data.pages.flatMap((page) => page.data);

/** After a change: lists begin again at their first page, instead of fetching all pages once more. */
export async function refreshAll(...names: QueryName[]) {
  for (const name of names) {
    queryClient.setQueriesData<InfiniteData<unknown>>({ queryKey: [name, "list"] }, (data) =>
      data && "pages" in data ? { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) } : data,
    );
    await queryClient.invalidateQueries({ queryKey: [name] });
  }
}
