import { another, control, expect, DEMO_PASSWORD, signIn, test, US } from "../kit";

test.setTimeout(120_000);
test.describe.configure({ mode: "serial" });

test.afterEach(async () => {
  await control("POST", "/tend");
});

test("scheduling is killed: the page says what is missing, the rest stays, and it comes back by itself", async ({
  page,
}) => {
  await signIn(page, `vet@${US}`, "/owners");
  await control("POST", "/kill/scheduling");
  await page.getByRole("link", { name: "Today" }).first().click();
  await expect(page.getByText("Not everything could be loaded (appointments)")).toBeVisible();
  await expect(page.getByText("This didn’t load")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole("heading", { name: "Latest records" })).toBeVisible();
  await page.getByRole("link", { name: "Patients" }).first().click();
  await expect(page.getByRole("row").nth(1)).toBeVisible();
  await page.getByRole("link", { name: "Today" }).first().click();

  await control("POST", "/tend");
  await expect(page.getByRole("region", { name: "Booked" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("This didn’t load")).toBeHidden();
});

test("auth is killed: who is signed in works on, who isn't is told, and gets in when it is back", async ({
  page,
  browser,
}) => {
  const other = await another(browser, `vet@${US}`, "/owners");
  await page.goto("/");
  await control("POST", "/kill/auth");
  await other.getByRole("link", { name: "Patients" }).first().click();
  await expect(other.getByRole("row").nth(1)).toBeVisible();
  await other.context().close();

  await page.locator("[name=username]").fill(`staff@${US}`);
  await page.locator("[name=password]").fill(DEMO_PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toHaveText(/can’t be reached just now/);
  await control("POST", "/tend");
  await expect(async () => {
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("navigation").first()).toBeVisible({ timeout: 2_000 });
  }).toPass();
});
