import { expect, ORIGIN, signIn, test } from "./kit";

test("the policy allows this origin alone, and nothing inline", async ({ page, request }) => {
  for (const path of ["/", "/patients", "/index.html"]) {
    const answer = await request.get(path, { headers: { accept: "text/html" } });
    const policy = answer.headers()["content-security-policy"];
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-|\*|https?:/);
  }
  await signIn(page);
  const origins = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  expect(origins.filter((name) => !name.startsWith(ORIGIN))).toEqual([]);
});

test("what a stranger got into the page isn't run, and reaches nobody", async ({ page, context }) => {
  context.removeAllListeners("console"); // the browser says what it refuses
  context.removeAllListeners("request");
  await signIn(page);
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    document.addEventListener("securitypolicyviolation", (event) => seen.push(event.effectiveDirective));
    const script = document.createElement("script");
    script.textContent = "globalThis.strange = true";
    document.body.append(script);
    document.body.insertAdjacentHTML("beforeend", "<p style='color: red' onclick='globalThis.strange = true'>x</p>");
    document.body.querySelector<HTMLElement>("p:last-child")!.click();
    void fetch("https://stranger.example/").catch(() => undefined);
  });
  const seen = () => page.evaluate(() => [...new Set((globalThis as unknown as { seen: string[] }).seen)].sort());
  await expect.poll(seen).toEqual(["connect-src", "script-src-attr", "script-src-elem", "style-src-attr"]);
  expect(await page.evaluate(() => "strange" in globalThis)).toBe(false);
});
