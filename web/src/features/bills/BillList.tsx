import { Plus } from "lucide-react";
import type { Bill } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { ListScreen } from "@/features/ListScreen";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { fromDigits } from "@/typed/number";
import { DayFilters, daysOf } from "@/ui/DayFilters";
import { LinkButton } from "@/ui/LinkButton";
import { Segments } from "@/ui/Field";
import { useParams } from "@/ui/params";
import type { Column } from "@/ui/VirtualTable";
import { BillFinder } from "./BillFinder";
import { BILL_SORTS, bills } from "./calls";
import { BillBadge } from "./words";

const PAGE = 100;
const STATUSES = ["draft", "sent", "overdue", "paid", "cancelled"] as const;

export function Screen() {
  const t = useTexts();
  const format = useFormat();
  const [params, setParams] = useParams();
  const status = STATUSES.find((each) => each === params.get("status"));
  const number = params.get("number");
  const filters = {
    status,
    ...daysOf(params),
    number: number ? fromDigits(number) : undefined,
    ownerId: params.get("owner") ?? undefined,
    patientId: params.get("patient") ?? undefined,
  };
  const columns: Column<Bill>[] = [
    { head: t.bill.number, width: "minmax(6.25rem,8rem)", cell: (bill) => bill.billNumber, sort: "number" },
    {
      head: t.patient.one,
      width: "minmax(2.5rem,1fr)",
      cell: (bill) => (
        <>
          {bill.patient.name} <span className="text-muted lg:hidden">{fullName(bill.owner)}</span>
        </>
      ),
    },
    { head: t.owner.one, width: "minmax(6rem,1.2fr)", cell: (bill) => fullName(bill.owner), wide: true },
    { head: t.bill.date, width: "8rem", cell: (bill) => format.day(bill.billDate), wide: true, sort: "date" },
    { head: t.bill.due, width: "minmax(8rem,1fr)", cell: (bill) => <Due bill={bill} />, wide: true, sort: "due" },
    { head: t.bill.status, width: "4.5rem", cell: (bill) => <BillBadge status={bill.status} /> },
    {
      head: t.bill.total,
      width: "minmax(4.5rem,7.5rem)",
      end: true,
      cell: (bill) => format.money(bill.totalAmount),
      sort: "amount",
    },
    {
      head: t.bill.balance,
      width: "7.5rem",
      end: true,
      wide: true,
      cell: (bill) => bill.status !== "draft" && bill.balance !== 0 && <strong>{format.money(bill.balance)}</strong>,
    },
  ];
  const isNarrowed = Object.values(filters).some((value) => value !== undefined);
  return (
    <ListScreen
      kind="bill"
      action={
        <LinkButton look="primary" to="/bills/new" icon={<Plus size={16} />}>
          {t.bill.new}
        </LinkButton>
      }
      controls={
        <>
          <BillFinder name={params.get("name") ?? ""} onPick={setParams} />
          <DayFilters />
          <Segments
            label={t.bill.status}
            value={status ?? "all"}
            onChange={(value) => setParams({ status: value === "all" ? null : value })}
            options={[["all", t.bill.all], ...STATUSES.map((each) => [each, t.bill.statuses[each]] as const)]}
          />
        </>
      }
      filters={filters}
      sorts={BILL_SORTS}
      load={(query) => bills.list({ limit: PAGE, ...query })}
      columns={columns}
      empty={isNarrowed ? t.state.emptyFilter : t.bill.none}
    />
  );
}

function Due({ bill }: { bill: Bill }) {
  const t = useTexts();
  const format = useFormat();
  if (bill.status !== "overdue") return format.day(bill.dueDate);
  const days = Math.round((Date.parse(format.today()) - Date.parse(bill.dueDate)) / 86_400_000);
  return <span className="font-medium text-danger">{t.bill.overdueBy(days)}</span>;
}
