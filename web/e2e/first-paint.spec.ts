import { expect, test } from "@playwright/test";

const LEAD = { "en-US": "The day of your clinic, on one page.", "ko-KR": "병원의 하루를 한 화면에서." };

for (const [locale, lead] of Object.entries(LEAD))
  test.describe(`a first visit in ${locale}`, () => {
    test.use({ locale });

    test("shows its text before the page's script has come", async ({ page }) => {
      await page.route("**/assets/*.js", () => undefined); // never answered
      await page.goto("/", { waitUntil: "commit" });
      await expect(page.getByText(lead)).toBeVisible();
      await expect(page.locator("p:visible")).toHaveCount(1);
    });
  });

test("who isn't signed in fetches the sign-in and nothing more", async ({ page }) => {
  const scripts: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.push(new URL(request.url()).pathname);
  });
  await page.goto("/");
  await expect(page.getByLabel("Password", { exact: false })).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect(scripts.map((path) => path.replace(/-[\w-]{8}\.js$/, ""))).toEqual([
    "/theme.js",
    "/assets/index",
    "/assets/react",
  ]);
});

test("Korean is drawn in Pretendard, whose used parts alone are fetched", async ({ page }) => {
  const parts = new Set<string>();
  page.on("response", (response) => {
    if (/PretendardVariable.*woff2/.test(response.url())) parts.add(response.url());
  });
  await page.goto("/");
  await page.waitForLoadState("networkidle");
  const before = parts.size;
  await page.evaluate(() => document.body.append("꿹뷁")); // rare: of parts that nothing else here needs
  await expect.poll(() => parts.size).toBeGreaterThan(before);
  expect(parts.size).toBeLessThan(40); // of 92
  expect((await page.request.get("/licences/Pretendard-OFL.txt")).ok()).toBe(true);
});
