import { Plus } from "lucide-react";
import type { Bill } from "@/api/types";
import { useFormat } from "@/app/clinic";
import { useList } from "@/api/queries";
import { List } from "@/features/SearchOrList";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { dayOr } from "@/typed/day";
import { fromDigits } from "@/typed/number";
import { DayFilter } from "@/ui/DayFilter";
import { LinkButton } from "@/ui/LinkButton";
import { Segments } from "@/ui/Field";
import { Card, Page } from "@/ui/Page";
import { sortOf, useParams } from "@/ui/params";
import type { Column } from "@/ui/VirtualTable";
import { BillFinder } from "./BillFinder";
import { BILL_SORTS, listBills } from "./calls";
import { BillBadge } from "./words";

const STATUSES = ["draft", "sent", "overdue", "paid", "cancelled"] as const;

export function Screen() {
  const t = useTexts();
  const format = useFormat();
  const [params, setParams] = useParams();
  const status = STATUSES.find((each) => each === params.get("status"));
  const sort = sortOf(params, BILL_SORTS);
  const number = params.get("number");
  const filters = {
    status,
    sort,
    from: dayOr(params.get("from"), "") || undefined,
    to: dayOr(params.get("to"), "") || undefined,
    number: number ? fromDigits(number) : undefined,
    ownerId: params.get("owner") ?? undefined,
    patientId: params.get("patient") ?? undefined,
  };
  const list = useList(["bill", "list", filters], listBills(filters));
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
  const isNarrowed = Object.entries(filters).some(([name, value]) => name !== "sort" && value !== undefined);
  const day = (name: "from" | "to") => (
    <span className="flex items-center gap-2 text-sm text-muted">
      <span aria-hidden>{t.record[name]}</span>
      <DayFilter
        label={t.record[name]}
        className="w-auto"
        value={filters[name] ?? ""}
        onChange={(to) => setParams({ [name]: to })}
      />
    </span>
  );
  return (
    <Page
      title={t.nav.bills}
      fill
      actions={
        <LinkButton look="primary" to="/bills/new" icon={<Plus size={16} />}>
          {t.bill.new}
        </LinkButton>
      }
    >
      <Card className="flex min-h-0 flex-1 flex-col">
        <div className="flex flex-wrap items-end gap-x-4 gap-y-2 overflow-x-auto border-b border-line px-4 py-2.5">
          <BillFinder name={params.get("name") ?? ""} onPick={setParams} />
          {day("from")}
          {day("to")}
          <Segments
            label={t.bill.status}
            value={status ?? "all"}
            onChange={(value) => setParams({ status: value === "all" ? null : value })}
            options={[["all", t.bill.all], ...STATUSES.map((each) => [each, t.bill.statuses[each]] as const)]}
          />
        </div>
        <List
          label={t.nav.bills}
          list={list}
          columns={columns}
          keyOf={(bill) => bill.id}
          linkOf={(bill) => `/bills/${bill.id}`}
          sorting={{ sort, onSort: (to) => setParams({ sort: to }) }}
          empty={isNarrowed ? t.state.emptyFilter : t.bill.none}
        />
      </Card>
    </Page>
  );
}

function Due({ bill }: { bill: Bill }) {
  const t = useTexts();
  const format = useFormat();
  if (bill.status !== "overdue") return format.day(bill.dueDate);
  const days = Math.round((Date.parse(format.today()) - Date.parse(bill.dueDate)) / 86_400_000);
  return <span className="font-medium text-danger">{t.bill.overdueBy(days)}</span>;
}
