/** Fast fingers and slow answers: what is chosen is what was typed. */
import type { Page } from "@playwright/test";
import { Api, expect, signIn, test, unique, US } from "./kit";

async function slowly(page: Page) {
  await page.route("**/api/search?*", async (route) => {
    const answer = await route.fetch();
    await new Promise((resolve) => setTimeout(resolve, 150));
    await route.fulfill({ response: answer });
  });
}

test.afterEach(({ page }) => page.unrouteAll({ behavior: "ignoreErrors" })); // answers that nobody waits for any more

/** Two patients whose names begin alike; `rest` is what tells the second. */
async function twoAlike(api: Api) {
  const begin = unique("Pick");
  const owner = await api.call("POST", "/owners", { firstName: "Kim", lastName: unique("Owner") });
  for (const end of ["Max", "Milo"])
    await api.call("POST", "/patients", { name: `${begin}${end}`, species: "Cat", ownerId: owner.id });
  return { begin, milo: `${begin}Milo` };
}

test("Enter waits for the answer to what is typed", async ({ page, request }) => {
  const { begin, milo } = await twoAlike(await Api.of(request));
  await slowly(page);
  await signIn(page, `admin@${US}`, "/appointments?new=1");
  const box = page.getByRole("combobox", { name: "Patient" });
  await box.pressSequentially(`${begin}M`);
  await expect(page.getByRole("option", { name: begin })).toHaveCount(2);
  await box.pressSequentially("ilo");
  await box.press("Enter");
  await expect(box).toHaveAttribute("aria-expanded", "false"); // one was chosen: what is typed reads the same
  await expect(box).toHaveValue(milo);
  await expect(page.getByText(/Cat/).first()).toBeVisible(); // species and owner stay in sight
});

test("Enter before anything is listed isn't swallowed", async ({ page, request }) => {
  const { milo } = await twoAlike(await Api.of(request));
  await slowly(page);
  await signIn(page, `admin@${US}`, "/appointments?new=1");
  const box = page.getByRole("combobox", { name: "Patient" });
  await box.pressSequentially(milo);
  await box.press("Enter");
  await expect(page.getByText(/Cat/).first()).toBeVisible(); // what is typed reads the same before one is chosen
  await expect(box).toHaveValue(milo);
  await expect(page.getByRole("dialog", { name: "New appointment" })).toBeVisible();
});

test("the palette, too, opens what is typed", async ({ page, request }) => {
  const { begin, milo } = await twoAlike(await Api.of(request));
  await slowly(page);
  await signIn(page, `admin@${US}`);
  await page.keyboard.press("Control+k");
  await page.keyboard.type(`${begin}M`);
  await expect(page.getByRole("option", { name: begin })).toHaveCount(2);
  await page.keyboard.type("ilo");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: milo })).toBeVisible();
});

test("what is typed right after Ctrl K is there, however late the palette", async ({ page }) => {
  await page.route("**/assets/Palette*", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    await route.continue();
  });
  await signIn(page, `admin@${US}`);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("abc");
  await expect(page.getByRole("combobox", { name: "Search and go" })).toHaveValue("abc");
});

test("shortcuts work under the Korean layout", async ({ page }) => {
  await signIn(page, `admin@${US}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const press = (key: string, code: string) =>
    page.evaluate((init) => document.body.dispatchEvent(new KeyboardEvent("keydown", { ...init, bubbles: true })), {
      key,
      code,
    });
  await press("ㅎ", "KeyG");
  await press("ㅐ", "KeyO");
  await expect(page.getByRole("heading", { name: "Owners" })).toBeVisible();
});
