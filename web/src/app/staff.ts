import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { fullName } from "@/i18n/format";

const staffQuery = queryOptions({
  queryKey: ["staff"],
  queryFn: () => body(api.GET("/staff", { params: { query: { limit: 500 } } })),
  staleTime: 300_000,
});

/** Who is a veterinarian here. */
export function useVeterinaryStaff() {
  const staff = useQuery(staffQuery);
  const own = staff.data?.filter((each) => each.roles.includes("veterinarian")) ?? [];
  return own.map((each) => ({ who: each.id, name: fullName(each) })).sort((a, b) => a.name.localeCompare(b.name));
}
