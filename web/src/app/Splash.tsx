import { useTexts } from "@/i18n/language";

/** As index.html begins, so that nothing moves while the rest of the page comes. */
export function Splash() {
  const t = useTexts();
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="w-full max-w-sm">
        <h1 className="text-xl">{t.app.name}</h1>
      </div>
    </main>
  );
}
