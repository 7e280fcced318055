import { Api, expect, DEMO_PASSWORD, signIn, test, unique, US } from "./kit";

const USER = `staff@${US}`;

test.describe("signing in", () => {
  test("says what is wrong, in both languages, and lets in", async ({ page }) => {
    await page.goto("/owners");
    await page.locator("[name=username]").fill(USER);
    await page.locator("[name=password]").fill("not it");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert")).toHaveText("Username or password is wrong.");
    await page.getByRole("button", { name: "한국어" }).click();
    await expect(page.getByRole("alert")).toHaveText("아이디 또는 비밀번호가 맞지 않습니다.");
    await page.locator("[name=password]").fill(DEMO_PASSWORD);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "보호자" })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", "ko");
  });

  test("lasts over a reload and keeps no token where scripts of tomorrow find it", async ({ page }) => {
    await signIn(page, USER);
    const asked = page.waitForRequest("**/api/clinic");
    await page.reload();
    await expect(page.getByRole("navigation").first()).toBeVisible();
    const kept = await page.evaluate(async () => ({
      texts: JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie,
      databases: await indexedDB.databases(),
      caches: await caches.keys(),
    }));
    const token = (await asked).headers().authorization!.replace("Bearer ", "");
    expect(token).toMatch(/^eyJ/);
    expect(kept).toMatchObject({ databases: [], caches: [] });
    expect(kept.texts).not.toContain(token);
    expect(kept.texts).not.toMatch(/eyJ|token|refresh/);
  });

  test("is in step in a second tab, and so is signing out", async ({ page, context }) => {
    await page.goto("/");
    const second = await context.newPage();
    await second.goto("/owners");
    await signIn(page, USER);
    await expect(second.getByRole("heading", { name: "Owners" })).toBeVisible();
    await page.getByRole("button", { name: "Your account" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(second.locator("[name=password]")).toBeVisible();
    await expect(page.locator("[name=password]")).toBeVisible();
  });
});

test("a session that ends mid-form loses no typed text", async ({ page, request }) => {
  await signIn(page, `tech@${US}`, "/owners?new=1");
  const api = await Api.of(request, `tech@${US}`);
  const name = unique("Late");
  await page.getByLabel("Last name").fill(name);
  await page.getByLabel("First name").fill("Ann");
  const sessions = await api.call<{ id: string; cookie: boolean }[]>("GET", "/auth/sessions");
  const asked = page.waitForRequest("**/api/search?**");
  await page.evaluate(() => dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true })));
  await page.getByRole("combobox", { name: "Search and go" }).fill("x");
  const { authorization } = (await asked).headers();
  await page.keyboard.press("Escape");
  for (const each of sessions.filter(({ cookie }) => cookie)) await api.call("DELETE", `/auth/sessions/${each.id}`);
  // Every service learns of it within a second or so.
  await expect
    .poll(async () =>
      (await request.get("/api/owners?limit=1", { headers: { authorization: authorization! } })).status(),
    )
    .toBe(401);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alertdialog", { name: "Your session has ended" })).toBeVisible();
  await page.getByRole("alertdialog").locator("[name=password]").fill(DEMO_PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alertdialog")).toBeHidden();
  await expect(page.getByLabel("Last name")).toHaveValue(name);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: `Ann ${name}` })).toBeVisible();
});
