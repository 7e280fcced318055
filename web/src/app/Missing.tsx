import { Outlet } from "react-router";
import { Problem } from "@/api/problem";
import { useTexts } from "@/i18n/language";
import { Page } from "@/ui/Page";
import { Failed } from "@/ui/states";
import { type Permission, useMay } from "./permissions";

function Nothing({ status }: { status: number }) {
  const t = useTexts();
  return (
    <Page title={t.app.name}>
      <Failed error={new Problem(status)} />
    </Page>
  );
}

export const Missing = () => <Nothing status={404} />;

/** Screens for those whose roles allow them. Others are told so: they see no button there, and nothing is asked for. */
export function Allowed({ permission }: { permission: Permission }) {
  return useMay(permission) ? <Outlet /> : <Nothing status={403} />;
}
