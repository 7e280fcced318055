/** What is typed means one thing, is refused in words where it means none, and is never lost. */
import type { Page } from "@playwright/test";
import { another, Api, expect, KOREA, signIn, test, unique, US } from "./kit";
import { ownClinic } from "./clinic";
import { newRecord, VET } from "./records-kit";

const inKorean = (page: Page) => page.addInitScript(() => localStorage.setItem("vetchart.language", "ko"));

test.describe("a number with commas", () => {
  for (const [language, user, add, price, quantity, total] of [
    ["English", `admin@${US}`, "Add a line", "Unit price", "Quantity", "$11,880.00"],
    ["Korean", `admin@${KOREA}`, "항목 추가", "단가", "수량", "₩11,000"],
  ] as const)
    test(`is the number that was meant, in ${language}; what is none is refused beside its field`, async ({
      page,
      request,
    }) => {
      const api = await Api.of(request, user);
      const patient = await api.patient();
      if (language === "Korean") await inKorean(page);
      await signIn(page, user, `/bills/new?patient=${patient.id}`);
      await page.getByRole("button", { name: add }).click();
      await page.keyboard.type("X");
      await page.getByLabel(quantity).fill("1");
      for (const wrong of ["1,25", "0x10", "1e3", "1.2.3", "1,0000"]) {
        await page.getByLabel(price).fill(wrong);
        await page.keyboard.press("Escape");
        await page.getByRole("button", { name: language === "Korean" ? "저장" : "Save", exact: true }).click();
        await expect(
          page.getByText(language === "Korean" ? /숫자로 읽을 수 없습니다/ : /isn’t a number/),
        ).toBeVisible();
        await expect(page.getByLabel(price)).toHaveValue(wrong);
      }
      await page.getByLabel(price).fill(language === "Korean" ? "１０，０００" : "10,000");
      await page.getByLabel(quantity).fill("1.1");
      await expect(page.getByText(total).last()).toBeVisible();
      await page.getByRole("button", { name: language === "Korean" ? "저장" : "Save", exact: true }).click();
      await expect(page).toHaveURL(/\/bills\/[0-9a-f-]{36}$/);
      const kept = await api.call("GET", new URL(page.url()).pathname);
      expect(kept).toMatchObject({ items: [{ quantity: 1.1, unitPrice: 10_000 }] });
    });
});

test("a year of two digits is refused in words", async ({ page, request }) => {
  const api = await Api.of(request);
  const patient = await api.patient();
  await signIn(page, `admin@${US}`, `/records/new?patient=${patient.id}`);
  const date = page.getByLabel("Visit date");
  await expect(date).toHaveAttribute("min", "1900-01-01");
  await expect(date).toHaveAttribute("max", "2199-12-31");
  await date.pressSequentially("01052600");
  await date.press("Tab");
  await date.fill("0026-01-05");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Visit date: needs a year of four digits, 1900 to 2199")).toBeVisible();
});

test("a new appointment begins in the next quarter of an hour; in the past is said", async ({ page, request }) => {
  const api = await Api.of(request);
  const patient = await api.patient();
  await page.clock.setFixedTime(new Date("2031-03-04T19:07:00Z")); // 14:07 in New York
  await signIn(page, `admin@${US}`, `/appointments?new=1&date=2031-03-04&patient=${patient.id}`);
  await expect(page.getByLabel("Time")).toHaveValue("14:15");
  await expect(page.getByText("This is in the past")).toBeHidden();
  await page.getByLabel("Time").fill("13:45");
  await expect(page.getByText("This is in the past")).toBeVisible();
});

test("a weight that differs by more than a quarter is asked about", async ({ page, request }) => {
  const api = await Api.of(request);
  const patient = await api.patient({ weight: 30.4, weightUnit: "kg" });
  await signIn(page, `admin@${US}`, `/patients/${patient.id}`);
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Weight").fill("304");
  await page.getByRole("button", { name: "Save" }).click();
  const question = page.getByRole("alertdialog", { name: /304 kg\? The last weight was 30.4 kg/ });
  await question.getByRole("button", { name: "Correct it" }).click();
  await page.getByLabel("Weight").fill("30.9");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Patient saved.")).toBeVisible();
});

test("who hasn't been weighed is weighed in the clinic's unit, in either language", async ({ page, request }) => {
  const clinic = ownClinic("Asia/Seoul", "KRW");
  const api = await Api.of(request, clinic.admin);
  const { id } = await api.patient();
  await signIn(page, clinic.admin, `/patients/${id}`);
  await page.getByRole("button", { name: "Add weight", exact: true }).click();
  await expect(page.getByLabel("Unit")).toHaveValue("kg");
  await page.keyboard.press("Escape");
  await api.call("PUT", "/clinic", { weightUnit: "lbs" });
  await inKorean(page);
  await page.goto(`/patients/${id}`);
  await page.getByRole("button", { name: "체중 입력", exact: true }).click();
  await expect(page.getByLabel("단위")).toHaveValue("lbs");
});

test("a wrong weight is voided with a reason, and that is undone", async ({ page, request }) => {
  const api = await Api.of(request);
  const patient = await api.patient({ weight: 30.4, weightUnit: "kg" });
  await signIn(page, `staff@${US}`, `/patients/${patient.id}`);
  await page.getByRole("button", { name: "Add weight" }).click();
  await page.getByRole("textbox", { name: /^Weight/ }).fill("304");
  await page.getByRole("button", { name: "Save" }).click();
  const question = page.getByRole("alertdialog", { name: /304 kg\? The last weight was 30.4 kg/ });
  await question.getByRole("button", { name: "Correct it" }).click();
  await page.getByRole("textbox", { name: /^Weight/ }).fill("30.4");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("30.4 kg written down.")).toBeVisible();

  await page.getByText("All weights").click();
  await page.getByRole("button", { name: "Void" }).first().click();
  await page.getByLabel("Why").fill("Other dog");
  await page.getByRole("dialog").getByRole("button", { name: "Void" }).click();
  await expect(page.getByText("Voided: Other dog")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect(page.getByRole("button", { name: "Void" })).toHaveCount(2);
});

test.describe("an answer that is lost", () => {
  test("and Save again make one owner, with what was typed since", async ({ page, request }) => {
    const api = await Api.of(request);
    const lastName = unique("Lost");
    await signIn(page, `admin@${US}`, "/owners?new=1");
    let [asked, hangs] = [0, true];
    await page.route("**/api/owners", async (route) => {
      if (route.request().method() !== "POST" || !hangs) return route.continue();
      if (asked++ === 0) await route.fetch();
      await route.abort();
    });
    const form = page.getByRole("dialog", { name: "New owner" });
    await form.getByLabel("Last name").fill(lastName);
    await form.getByLabel("First name").fill("June");
    await form.getByRole("button", { name: "Save" }).click();
    await expect(form.getByText("Not saved yet; your text is kept. Trying again…")).toBeVisible();
    await form.getByLabel("Phone").fill("555-0123");
    hangs = false;
    await page.keyboard.press("Control+Enter");
    await expect(page.getByRole("heading", { name: `June ${lastName}` })).toBeVisible();
    await expect(page.getByText("555-0123").first()).toBeVisible();
    const found = await api.call<{ title: string }[]>("GET", `/search?q=${lastName}`);
    expect(found).toHaveLength(1);
  });
});

test.describe("a form in work", () => {
  test("is there again after its tab was closed, to go on with or to discard", async ({ page, context }) => {
    await signIn(page, `admin@${US}`, "/owners?new=1");
    const lastName = unique("Kept");
    await page.getByLabel("Last name").fill(lastName);
    await page.close();
    const later = await context.newPage();
    await later.goto("/owners?new=1");
    await expect(later.getByLabel("Last name")).toHaveValue(lastName);
    await later.getByRole("button", { name: "Continue" }).click();
    await later.reload();
    await expect(later.getByLabel("Last name")).toHaveValue(lastName);
    await later.getByRole("button", { name: "Discard" }).click();
    await expect(later.getByLabel("Last name")).toHaveValue("");
  });

  test("is nobody else's, and gone from the browser with the sign-out", async ({ page }) => {
    await signIn(page, `admin@${US}`, "/owners?new=1");
    await page.getByLabel("Last name").fill("Secret");
    expect(await page.evaluate(() => JSON.stringify(localStorage))).toContain("Secret");
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Discard" }).click();
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain("Secret");
  });
});

test("two people who changed different fields are merged, and told", async ({ page, browser, request }) => {
  const { recordId } = await newRecord(await Api.of(request, VET), { symptoms: "Coughs" });
  await signIn(page, `admin@${US}`, `/records/${recordId}`);
  const other = await another(browser, VET, `/records/${recordId}`);
  await other.getByLabel("Notes").fill("Seen by two");
  await other.getByRole("button", { name: "Save", exact: true }).click();
  await expect(other.getByText("Record saved.")).toBeVisible();
  await page.getByLabel("Assessment").fill("Viral fever");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Sarah Wilson saved this meanwhile; the changes of both are kept.")).toBeVisible();
  await expect(page.getByLabel("Assessment")).toHaveValue("Viral fever");
  await expect(page.getByLabel("Notes")).toHaveValue("Seen by two");
  await other.context().close();
});

test("two people who changed one owner are told by whom", async ({ page, request }) => {
  const [mine, theirs] = [await Api.of(request), await Api.of(request, VET)];
  const { ownerId } = await mine.patient();
  await signIn(page, `admin@${US}`, `/owners/${ownerId}`);
  await page.getByRole("button", { name: "Edit" }).first().click();
  await theirs.call("PUT", `/owners/${ownerId}`, { address: "12 Hill Road" });
  await page.getByLabel("Notes").fill("Prefers mornings");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Sarah Wilson saved this meanwhile; the changes of both are kept.")).toBeVisible();
  expect(await mine.call("GET", `/owners/${ownerId}`)).toMatchObject({
    address: "12 Hill Road",
    notes: "Prefers mornings",
  });
});

test("whose an animal and a record are is chosen of the staff, or typed for who visits", async ({ page, request }) => {
  const api = await Api.of(request, VET);
  const { id, recordId } = await newRecord(api, { veterinarian: "Dr. Sa" });
  await signIn(page, VET, `/records/${recordId}`);
  await expect(page.getByLabel("Name of the visiting veterinarian")).toHaveValue("Dr. Sa");
  await page.getByLabel("Veterinarian", { exact: true }).selectOption("Sarah Wilson");
  await expect(page.getByLabel("Name of the visiting veterinarian")).toBeHidden();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Record saved.")).toBeVisible();
  const record = await api.call<{ veterinarianId: string }>("GET", `/records/${recordId}`);
  expect(record).toMatchObject({ veterinarian: "Sarah Wilson" });

  await page.goto(`/patients/${id}`);
  await page.getByRole("button", { name: "Edit" }).first().click();
  await page.getByLabel("Veterinarian", { exact: true }).selectOption("Visiting veterinarian");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Name of the visiting veterinarian: is required")).toBeVisible();
  await page.getByLabel("Veterinarian", { exact: true }).selectOption("Sarah Wilson");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Patient saved.")).toBeVisible();
  expect(await api.call("GET", `/patients/${id}`)).toMatchObject({ assignedDoctorId: record.veterinarianId });
});

test("a draft of 30,000 Hangul is kept where one leaves at once", async ({ page, request }) => {
  const api = await Api.of(request, VET);
  const { recordId } = await newRecord(api);
  await signIn(page, VET, `/records/${recordId}`);
  await page.getByLabel("Notes").fill("가".repeat(30_000));
  await page.getByRole("link", { name: "Owners" }).first().click();
  const draft = () => api.call<{ notes: string }>("GET", `/drafts/${recordId}`);
  const kept = () =>
    draft().then(
      ({ notes }) => notes.length,
      () => 0,
    ); // 404 until it has arrived
  await expect.poll(kept).toBe(30_000);
});
