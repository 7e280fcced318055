import { readFileSync } from "node:fs";
import { faults } from "./axe";
import { ownClinic } from "./clinic";
import { Api, expect, KOREA, PASSWORD, settled, signIn, test, US } from "./kit";

const MORNING = { opens: "09:00", closes: "12:30" };
const AFTERNOON = { opens: "13:30", closes: "18:00" };
const TUESDAY = "2031-03-04"; // far from any today
const HOLIDAY = "2031-03-05";

test.describe("opening hours", () => {
  test("are set by an admin and shade the calendar; booking outside them asks why", async ({ page, request }) => {
    const clinic = ownClinic();
    const api = await Api.of(request, clinic.admin);
    const { id, name } = await api.patient();
    await signIn(page, clinic.admin, "/settings/hours");
    await expect(page.getByText("Any time", { exact: true })).toHaveCount(7);
    await page.getByRole("button", { name: "Add hours: Monday" }).click();
    await expect(page.getByText("Closed", { exact: true })).toHaveCount(6);
    await page.getByLabel("Monday, Closes").fill("12:30");
    await page.getByRole("button", { name: "Add hours: Monday" }).click();
    await page.getByLabel("Monday, Opens 2").fill("12:00");
    await page.getByLabel("Monday, Closes 2").fill("18:00");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Monday: must be later than what stands before it")).toBeVisible();
    await page.getByLabel("Monday, Opens 2").fill("13:30");
    await page.getByRole("button", { name: "Same on all weekdays" }).click();
    await page.getByRole("button", { name: "Add a closed day" }).click();
    await page.getByLabel("Date").fill(HOLIDAY);
    await page.getByLabel("Reason").fill("Staff outing");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Opening hours saved.")).toBeVisible();
    const kept = await api.call<Record<string, unknown>>("GET", "/hours");
    expect(kept.friday).toEqual([MORNING, AFTERNOON]);
    expect(kept.closedDays).toEqual([{ date: HOLIDAY, reason: "Staff outing" }]);

    await page.goto(`/appointments?view=week&date=${TUESDAY}`);
    await expect(page.getByRole("heading", { name: "Staff outing" })).toBeVisible();
    const tuesday = page.locator(`[data-column="${TUESDAY}"] [data-closed]`);
    await expect(tuesday).toHaveCount(1); // lunch: the day begins and ends with the hours
    await expect(page.locator(`[data-column="${HOLIDAY}"] [data-closed]`)).toHaveCount(1);

    await page.goto(`/appointments?new=1&date=${TUESDAY}&on=${TUESDAY}&time=20:00&patient=${id}`);
    await page.getByRole("button", { name: "Save" }).click();
    const refusal = page.getByRole("alertdialog", { name: "The clinic is closed then" });
    await refusal.getByLabel("Reason for booking outside hours").fill("Bloat");
    await page.keyboard.press("Enter");
    await expect(page.getByText("Appointment saved.")).toBeVisible();
    await page.goto(`/appointments?view=day&date=${TUESDAY}`);
    await expect(page.getByRole("button", { name: new RegExp(name) })).toBeVisible();
  });

  test("that somebody else saved meanwhile stand beside one's own", async ({ page, request }) => {
    const clinic = ownClinic();
    const api = await Api.of(request, clinic.admin);
    await signIn(page, clinic.admin, "/settings/hours");
    await page.getByRole("button", { name: "Add hours: Monday" }).click();
    await api.call("PUT", "/hours", { monday: [MORNING], sunday: [AFTERNOON] });
    await page.getByRole("button", { name: "Save" }).click();
    const dialog = page.getByRole("dialog", { name: "Two versions" });
    await expect(dialog).toContainText("09:00–18:00");
    await expect(dialog).toContainText("09:00–12:30");
    await dialog.getByRole("button", { name: "Save this choice" }).click();
    await expect(page.getByText("Opening hours saved.")).toBeVisible();
    const kept = await api.call<Record<string, unknown>>("GET", "/hours");
    expect(kept.monday).toEqual([{ opens: "09:00", closes: "18:00" }]);
    expect(kept.sunday).toEqual([AFTERNOON]);
  });
});

async function busyClinic(api: Api) {
  const { id, ownerId } = await api.patient();
  const price = await api.call("POST", "/price-items", { name: "Rabies", category: "Vaccines", unitPrice: 30 });
  const line = { description: "Rabies", quantity: 2, unitPrice: 30, priceItemId: price.id };
  const bill = { ownerId, patientId: id, items: [line], status: "sent" };
  const paid = await api.call("POST", "/bills", bill);
  await api.call("POST", `/bills/${paid.id}/payments`, { amount: 60, method: "card" });
  await api.call("POST", "/bills", { ...bill, billDate: "2026-01-10", dueDate: "2026-01-20" });
  const visit = { patientId: id, time: "10:00", date: "2026-01-10" };
  await api.call("POST", "/appointments", { ...visit, veterinarian: "Ann Smith", status: "completed" });
  await api.call("POST", "/appointments", { ...visit, veterinarian: "Ann Smith", status: "no-show" });
}

test.describe("figures", () => {
  test("are counted, with the table behind each chart and the table as a file", async ({ page, request }) => {
    const clinic = ownClinic();
    await busyClinic(await Api.of(request, clinic.admin));
    await signIn(page, clinic.admin, "/analytics?from=2026-01-05&to=2026-01-31&step=week");
    await expect(page.getByRole("img", { name: "Revenue" })).toBeVisible();
    await expect(page.locator("dl").first()).toContainText("$60.00");
    await expect(page.getByText("50%")).toBeVisible();
    const revenue = page.locator("section", { has: page.getByRole("heading", { name: "Revenue", exact: true }) });
    await revenue.getByText("Show the numbers").click();
    await expect(revenue.getByRole("row", { name: /Jan 5, 2026 \$60\.00 \$0\.00/ })).toBeVisible();
    const categories = page.getByRole("table", { name: "Billed by category" });
    await expect(categories.getByRole("row", { name: /Vaccines 1 \$60\.00/ })).toBeVisible();
    await expect(page.getByRole("table", { name: "By veterinarian" })).toContainText("Ann Smith");
    await expect(page.getByRole("table", { name: "How far they are" })).toContainText("Done1");

    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download as CSV: Revenue" }).click();
    const file = await saving;
    expect(file.suggestedFilename()).toBe("revenue-2026-01-05-2026-01-31.csv");
    const lines = readFileSync(await file.path(), "utf8").split("\r\n");
    expect(lines.slice(0, 2)).toEqual(["\ufeffPeriod,Issued,Paid,Credited", "2026-01-05,60,0,0"]);
    expect(lines).toHaveLength(1 + 4 + 1); // head, weeks, the last line's end

    await page.getByText("A year").click();
    await expect(page).toHaveURL(/step=month/);
    await page.reload();
    await expect(page.getByRole("radio", { name: "A year" })).toBeChecked();
  });

  test("of a clinic without any say so", async ({ page }) => {
    await signIn(page, ownClinic().admin, "/analytics");
    await expect(page.getByText("Nothing in this time.").first()).toBeVisible();
    await expect(page.getByRole("button", { name: "Download as CSV: Revenue" })).toBeDisabled();
    await page.getByLabel("From", { exact: true }).fill("2015-01-01");
    await expect(page.getByText("Choose a range that begins before it ends").first()).toBeVisible();
  });

  test("are for admins", async ({ page }) => {
    await signIn(page, `staff@${US}`, "/analytics");
    await expect(page.getByText("Your role doesn’t allow this")).toBeVisible();
    await expect(page.getByRole("link", { name: "Reports" })).toBeHidden();
  });
});

test.describe("prices", () => {
  test("are added, changed over what others changed, archived and brought back", async ({ page, request }) => {
    const clinic = ownClinic();
    const api = await Api.of(request, clinic.admin);
    await signIn(page, clinic.admin, "/settings/prices");
    await expect(page.getByText("No prices yet.")).toBeVisible();
    await page.getByRole("main").getByRole("button", { name: "New price" }).last().click();
    const form = page.getByRole("dialog");
    await form.getByRole("button", { name: "Save" }).click();
    await expect(form.getByText("Unit price: is required")).toBeVisible();
    await form.getByLabel("Name").fill("Office  visit ");
    await form.getByLabel("Unit price").fill("1,065.50");
    await page.keyboard.press("Control+Enter");
    await expect(page.getByText("$1,065.50")).toBeVisible();
    const [kept] = await api.call<{ id: string }[]>("GET", "/price-items");
    expect(kept).toMatchObject({ name: "Office visit", category: "", unitPrice: 1065.5, taxable: true });

    await page.getByRole("button", { name: "Edit: Office visit" }).click();
    await form.getByLabel("Unit price").fill("70");
    await form.getByLabel("Taxable").uncheck();
    await api.call("PUT", `/price-items/${kept!.id}`, { unitPrice: 60, category: "Visits" });
    await form.getByRole("button", { name: "Save" }).click();
    const clash = page.getByRole("dialog", { name: "Two versions" });
    await expect(clash).toContainText("$60.00");
    await clash.getByRole("button", { name: "Save this choice" }).click();
    await expect(page.getByText("$70.00")).toBeVisible();
    await expect(page.getByRole("heading", { name: "Visits" })).toBeVisible();
    await expect(page.getByText("Tax exempt")).toBeVisible();

    await page.getByRole("button", { name: "Archive: Office visit" }).click();
    await expect(page.getByText("No prices yet.")).toBeVisible();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByText("$70.00")).toBeVisible();
  });

  test("are only read by the front desk", async ({ page }) => {
    await signIn(page, `staff@${US}`, "/settings/prices");
    await expect(page.getByText("Office visit")).toBeVisible();
    await expect(page.getByRole("main").getByRole("button")).toHaveCount(0);
  });
});

test("a veterinarian can be chosen by the front desk before the first appointment", async ({ page, request }) => {
  const clinic = ownClinic();
  const api = await Api.of(request, clinic.admin);
  const user = { firstName: "Vera", lastName: "Kim", password: PASSWORD };
  for (const role of ["staff", "veterinarian"]) {
    const email = clinic.address(role);
    await api.call("POST", "/users", { ...user, username: email, email, roles: [role] });
  }
  await signIn(page, clinic.address("staff"), "/appointments?new=1");
  await expect(page.getByRole("dialog").locator("option", { hasText: "Vera Kim" })).toHaveCount(1);
});

test("the search says species in Korean", async ({ page, request }) => {
  const { name } = await (await Api.of(request, `admin@${KOREA}`)).patient();
  await page.addInitScript(() => localStorage.setItem("vetchart.language", "ko"));
  await signIn(page, `admin@${KOREA}`);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill(name);
  const found = page.getByRole("group", { name: "환자" }).getByRole("option").first();
  await expect(found).toContainText("개 · ");
  await expect(found).not.toContainText("Dog");
});

for (const [theme, language] of [
  ["light", "en"],
  ["dark", "ko"],
] as const)
  test(`these screens are accessible, and fit a phone: ${theme}, ${language}`, async ({ page, request }) => {
    test.setTimeout(120_000);
    await page.addInitScript(
      ([theme, language]) => {
        localStorage.setItem("vetchart.theme", theme);
        localStorage.setItem("vetchart.language", language);
      },
      [theme, language] as const,
    );
    const clinic = language === "ko" ? ownClinic("Asia/Seoul", "KRW") : ownClinic();
    const api = await Api.of(request, clinic.admin);
    await busyClinic(api);
    const closedDays = [{ date: HOLIDAY, reason: language === "ko" ? "병원 행사" : "Staff outing" }];
    await api.call("PUT", "/hours", { monday: [MORNING, AFTERNOON], tuesday: [MORNING], closedDays });
    const found: object[] = [];
    await page.goto("/reset#token=none");
    await expect(page.locator("input[type=password]").first()).toBeVisible();
    found.push(...(await faults(page, "/reset")));
    await signIn(page, clinic.admin);
    for (const to of [
      "/analytics?from=2026-01-01&to=2026-01-31",
      "/settings/hours",
      `/appointments?view=week&date=${TUESDAY}`,
      `/appointments?view=month&date=${TUESDAY}`,
      "/settings/users",
      "/settings/clinic",
    ]) {
      await page.goto(to);
      await settled(page);
      for (const details of await page.locator("main details").all()) await details.locator("summary").click();
      found.push(...(await faults(page, to)));
      await page.setViewportSize({ width: 390, height: 900 });
      const wider = await page.evaluate(() => document.querySelector("main")!.scrollWidth > innerWidth);
      if (wider) found.push({ where: `${to} at 390` });
      await page.setViewportSize({ width: 1280, height: 900 });
    }
    expect(found).toEqual([]);
  });
