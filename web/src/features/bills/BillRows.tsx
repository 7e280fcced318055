import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, body } from "@/api/client";
import { useFormat } from "@/i18n/clinic";
import { useTexts } from "@/i18n/language";
import { Failed, Loading } from "@/ui/states";
import { BillBadge } from "./words";

/** The latest bills of one owner. */
export function BillRows({ ownerId }: { ownerId: string }) {
  const t = useTexts();
  const format = useFormat();
  const bills = useQuery({
    queryKey: ["bill", "of", ownerId],
    queryFn: () => body(api.GET("/bills", { params: { query: { ownerId, limit: 50 } } })),
  });
  if (bills.isPending) return <Loading rows={3} />;
  if (bills.isError) return <Failed error={bills.error} retry={() => void bills.refetch()} />;
  if (!bills.data.length) return <p className="p-4 text-muted">{t.bill.none}</p>;
  return (
    <ul className="divide-y divide-line">
      {bills.data.map((bill) => (
        <li key={bill.id} className="nums relative flex min-h-12 items-center gap-3 px-4 hover:bg-hover">
          <Link to={`/bills/${bill.id}`} className="font-medium whitespace-nowrap stretched">
            {bill.billNumber}
          </Link>
          <span className="whitespace-nowrap text-muted max-sm:hidden">{format.day(bill.billDate)}</span>
          <span className="truncate text-muted">{bill.patient.name}</span>
          <span className="ms-auto flex items-center gap-2">
            <BillBadge status={bill.status} />
            {format.money(bill.totalAmount)}
          </span>
        </li>
      ))}
    </ul>
  );
}
