import { queryOptions } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import type { Stats } from "@/api/types";

export const statsQuery = queryOptions({
  queryKey: ["stats"],
  queryFn: async () => (await body(api.GET("/dashboard/stats"))) as unknown as Stats,
});
