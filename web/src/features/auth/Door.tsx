import { PawPrint } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { setLanguage, useLanguage, useTexts } from "@/i18n/language";
import { OfflineBar } from "@/ui/states";

/** The frame of what can be done without a session. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  const t = useTexts();
  const language = useLanguage();
  useEffect(() => {
    document.title = `${title} · ${t.app.name}`;
  }, [t, title]);
  return (
    <>
      <OfflineBar />
      <main className="grid min-h-dvh place-items-center p-4">
        <div className="w-full max-w-sm">
          <div className="mb-6 flex items-center gap-3">
            <span className="grid size-11 place-items-center rounded-xl bg-accent text-on-accent">
              <PawPrint size={24} aria-hidden />
            </span>
            <div>
              <h1 className="text-xl">{t.app.name}</h1>
              <p className="text-muted">{t.auth.lead}</p>
            </div>
          </div>
          <div className="card p-6">{children}</div>
          <p className="mt-4 text-center">
            <button
              type="button"
              lang={language === "en" ? "ko" : "en"}
              className="button min-h-9 px-3 text-sm text-accent-ink underline-offset-4 hover:underline"
              onClick={() => setLanguage(language === "en" ? "ko" : "en")}
            >
              {language === "en" ? "한국어" : "English"}
            </button>
          </p>
        </div>
      </main>
    </>
  );
}
