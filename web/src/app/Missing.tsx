import { Problem } from "@/api/problem";
import { useTexts } from "@/i18n/language";
import { Page } from "@/ui/Page";
import { Failed } from "@/ui/states";

export function Missing() {
  const t = useTexts();
  return (
    <Page title={t.app.name}>
      <Failed error={new Problem(404)} />
    </Page>
  );
}
