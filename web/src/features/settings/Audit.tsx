import { useMutation, useQuery } from "@tanstack/react-query";
import { ShieldAlert, ShieldCheck } from "lucide-react";
import { useFormat } from "@/i18n/clinic";
import { useList } from "@/api/queries";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Card } from "@/ui/Page";
import { problemText } from "@/ui/problemText";
import { Failed, Loading } from "@/ui/states";
import { actionText } from "./auditWords";
import { listAudit, usersQuery, verifyAudit } from "./calls";
import { Frame } from "./Frame";

/** The gateway adds the service; its document leaves that out. */

const CELL = "px-2 py-2 text-start sm:px-4";
const WIDE = "max-sm:hidden";

export function Screen() {
  const t = useTexts();
  const format = useFormat();
  const list = useList(["audit", "list"], listAudit);
  const users = useQuery(usersQuery);
  const names = new Map(users.data?.map((user) => [user.id, fullName(user)]));
  return (
    <Frame page="audit">
      <Verification />
      <Card className="overflow-x-auto">
        {list.isPending && <Loading rows={10} />}
        {list.isError && !list.rows.length && <Failed error={list.error} retry={() => void list.refetch()} />}
        {list.rows.length > 0 && (
          <table className="w-full">
            <thead className="text-xs text-muted">
              <tr className="border-b border-line *:font-medium">
                {[t.audit.when, t.audit.who, t.audit.what].map((head) => (
                  <th key={head} scope="col" className={CELL}>
                    {head}
                  </th>
                ))}
                <th scope="col" className={cx(CELL, WIDE)}>
                  {t.audit.from}
                </th>
              </tr>
            </thead>
            <tbody>
              {list.rows.map((entry) => (
                <tr key={`${entry.service} ${entry.seq}`} className="border-b border-line/60 align-top">
                  <td className={cx(CELL, "sm:whitespace-nowrap")}>
                    {format.instant(entry.at, { dateStyle: "medium", timeStyle: "medium" })}
                  </td>
                  <td className={cx(CELL, "whitespace-nowrap")}>
                    {entry.actor ? (names.get(entry.actor) ?? entry.actor.slice(0, 8)) : t.audit.system}
                  </td>
                  <td className={CELL}>
                    <details>
                      <summary>
                        <span className="font-medium">{actionText(t, entry.action)}</span>
                      </summary>
                      <pre
                        aria-label={t.audit.details}
                        className="mt-1 max-w-[60ch] overflow-x-auto max-sm:max-w-[50vw] rounded-lg bg-ground p-2 text-xs"
                      >
                        {JSON.stringify(entry.document, null, 1)}
                      </pre>
                    </details>
                  </td>
                  <td className={cx(CELL, WIDE, "text-muted")}>{entry.address}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Card>
      {list.hasNextPage && (
        <Button className="mt-4" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {list.isFetchingNextPage ? t.app.more : t.act.next}
        </Button>
      )}
    </Frame>
  );
}

/** Asked for: working a long chain out again takes a while. */
function Verification() {
  const t = useTexts();
  const verify = useMutation({ mutationFn: verifyAudit });
  const found = verify.data;
  const entries = found ? Object.values(found.services).reduce((sum, each) => sum + each.entries, 0) : 0;
  return (
    <div className="mb-4 flex flex-wrap items-center gap-3">
      <Button disabled={verify.isPending} onClick={() => verify.mutate()}>
        {verify.isPending ? t.audit.verifying : t.audit.verify}
      </Button>
      <p
        role="status"
        className={cx("flex items-center gap-2 font-medium", found?.intact ? "text-good" : "text-danger")}
      >
        {found && (found.intact ? <ShieldCheck size={18} aria-hidden /> : <ShieldAlert size={18} aria-hidden />)}
        {found && (found.intact ? t.audit.intact(entries) : t.audit.broken)}
        {verify.isError && problemText(t, verify.error)}
      </p>
    </div>
  );
}
