import { another, Api, expect, ORIGIN, DEMO_PASSWORD, signIn, test, unique, US } from "./kit";
import { accessible, hasDraft, newRecord, VET } from "./records-kit";

async function typedIn(api: Api, recordId: string): Promise<unknown> {
  const draft = await api.call<{ symptoms: string }>("GET", `/drafts/${recordId}`);
  return draft.symptoms;
}

test.describe("a draft", () => {
  test("of a new record is back after the page was closed, and gone once it is saved", async ({
    page,
    browser,
    request,
  }) => {
    const api = await Api.of(request, VET);
    const patient = await api.patient();
    await signIn(page, VET, `/records/new?patient=${patient.id}`);
    await page.getByLabel("History and findings").fill("Coughs since Sunday");
    await expect(page.getByText(/Draft kept/)).toBeVisible();
    await page.context().close();

    const later = await another(browser, VET, "/records");
    await later.getByRole("link", { name: `New record: ${patient.name}` }).click();
    await expect(later.getByText(/Your draft of .* is back/)).toBeVisible();
    await expect(later.getByLabel("History and findings")).toHaveValue("Coughs since Sunday");
    await later.getByLabel("Assessment").fill("Kennel cough");
    await later.getByRole("button", { name: "Save" }).click();
    await expect(later.getByText("Record saved.")).toBeVisible();
    await expect(later.getByLabel("History and findings")).toHaveValue("Coughs since Sunday");
    await expect.poll(() => hasDraft(api, patient.id)).toBe(false);
    await later.context().close();
  });

  test("goes out at once where one leaves in the middle of a word", async ({ page, request }) => {
    const api = await Api.of(request, VET);
    const { recordId } = await newRecord(api);
    await signIn(page, VET, `/records/${recordId}`);
    await page.getByLabel("History and findings").pressSequentially("Half a wor");
    await page.getByRole("link", { name: "Owners" }).first().click();
    await expect(page.getByRole("heading", { name: "Owners" })).toBeVisible();
    await page.goBack();
    await expect(page.getByLabel("History and findings")).toHaveValue("Half a wor");
    await page.getByLabel("History and findings").press("End");
    await page.keyboard.type("d");
    await page.goto("about:blank");
    await expect.poll(() => typedIn(api, recordId)).toBe("Half a word");
    await page.goto(`${ORIGIN}/records/${recordId}`);
    await expect(page.getByLabel("History and findings")).toHaveValue("Half a word");
  });

  test("is there where one comes back at once, also on a slow machine", async ({ page, request }) => {
    const { recordId } = await newRecord(await Api.of(request, VET));
    await signIn(page, VET, `/records/${recordId}`);
    const findings = page.getByLabel("History and findings");
    await expect(findings).toBeVisible();
    // At full speed what is left of the first visit is gone before one is back.
    const browser = await page.context().newCDPSession(page);
    await browser.send("Emulation.setCPUThrottlingRate", { rate: 10 });
    await findings.pressSequentially("Half a wor");
    await page.getByRole("link", { name: "Owners" }).first().click();
    await expect(page.getByRole("heading", { name: "Owners" })).toBeVisible();
    await page.goBack();
    await expect(findings).toHaveValue("Half a wor");
  });

  test("is discarded, and brought back by undo", async ({ page, request }) => {
    const api = await Api.of(request, VET);
    const { recordId } = await newRecord(api, { symptoms: "as saved" });
    await api.call("PUT", `/drafts/${recordId}`, { recordVersion: 1, symptoms: "typed", recordType: "treatment" });
    await signIn(page, VET, `/records/${recordId}`);
    await expect(page.getByLabel("History and findings")).toHaveValue("typed");
    await page.getByRole("button", { name: "Discard" }).click();
    await expect(page.getByLabel("History and findings")).toHaveValue("as saved");
    await expect.poll(() => hasDraft(api, recordId)).toBe(false);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByLabel("History and findings")).toHaveValue("typed");
    await expect.poll(() => hasDraft(api, recordId)).toBe(true);

    await page.reload();
    await page.getByRole("button", { name: "Discard" }).click();
    await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
    await page.getByRole("link", { name: "Owners" }).first().click();
    await expect(page.getByRole("heading", { name: "Owners" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Undo" })).toBeHidden();
  });

  test("begun before a colleague's change shows both versions, and only what both changed is asked", async ({
    page,
    request,
  }) => {
    const [mine, theirs] = [await Api.of(request, VET), await Api.of(request)];
    const { recordId } = await newRecord(theirs, { treatment: "Drops", visitDate: "2026-01-05" });
    const draft = { recordVersion: 1, diagnosis: "Mine", treatment: "Drops", recordType: "treatment" };
    await mine.call("PUT", `/drafts/${recordId}`, { ...draft, visitDate: "2026-01-05" });
    await theirs.call("PUT", `/records/${recordId}`, { diagnosis: "Theirs", treatment: "Tablets" });
    await signIn(page, VET, `/records/${recordId}`);
    await expect(page.getByText("saving shows both versions")).toBeVisible();
    await page.getByRole("button", { name: "Save" }).click();
    const versions = page.getByRole("dialog", { name: "Two versions" });
    await expect(versions.getByText("Theirs")).toBeVisible();
    await accessible(page);
    await versions.getByRole("button", { name: "Save this choice" }).click();
    await expect(page.getByText("Record saved.")).toBeVisible();
    await expect(page.getByLabel("Assessment")).toHaveValue("Mine");
    await expect(page.getByLabel("Plan and treatment")).toHaveValue("Tablets");
  });

  test("that can't be kept says so, goes on trying, and is asked about before one leaves", async ({
    page,
    context,
    request,
  }) => {
    const api = await Api.of(request, VET);
    const { recordId } = await newRecord(api);
    await signIn(page, VET, `/records/${recordId}`);
    await expect(page.getByLabel("Assessment")).toHaveValue("Otitis");
    await context.setOffline(true);
    await page.getByLabel("Assessment").fill("Otitis media");
    await expect(page.getByText("Draft not kept")).toBeVisible();
    await page.getByRole("link", { name: "Owners" }).first().click();
    await page.getByRole("button", { name: "Keep editing" }).click();
    await context.setOffline(false);
    await expect(page.getByText(/Draft kept/)).toBeVisible();
  });

  test("outlives the session", async ({ page, request }) => {
    const user = `tech@${US}`;
    const api = await Api.of(request, user);
    const { recordId } = await newRecord(api);
    await signIn(page, user, `/records/${recordId}`);
    await expect(page.getByLabel("Notes")).toBeVisible();
    await page.route("**/api/drafts/*", (route) => route.fulfill({ status: 401, json: {} }), { times: 2 });
    await page.route("**/api/auth/refresh", (route) => route.fulfill({ status: 401, json: {} }), { times: 1 });
    const text = unique("late ");
    await page.getByLabel("Notes").fill(text);
    const ended = page.getByRole("alertdialog", { name: "Your session has ended" });
    await ended.locator("[name=password]").fill(DEMO_PASSWORD);
    await page.keyboard.press("Enter");
    await expect(ended).toBeHidden();
    await expect(page.getByText(/Draft kept/)).toBeVisible();
    await page.reload();
    await expect(page.getByLabel("Notes")).toHaveValue(text);
  });
});
