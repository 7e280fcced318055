import { readFile } from "node:fs/promises";
import { another, Api, expect, KOREA, signIn, test, unique, US } from "./kit";
import { accessible, hasDraft, newRecord, VET } from "./records-kit";

test("a record is signed by keyboard, locked, and amended", async ({ page, request }) => {
  const api = await Api.of(request, VET);
  const { recordId, name } = await newRecord(api);
  await signIn(page, VET, `/records/${recordId}`);
  await page.getByLabel("Notes").fill("x");
  await page.getByRole("button", { name: "Sign", exact: true }).press("Enter");
  await expect(page.getByRole("status").getByText("Save before you sign")).toBeVisible();
  await page.getByLabel("Notes").press("Control+Enter");
  await expect(page.getByText("Record saved.")).toBeVisible();
  await page.getByRole("button", { name: "Sign", exact: true }).press("Enter");
  const asked = page.getByRole("alertdialog", { name: "Sign this record?" });
  await expect(asked).toBeVisible();
  await accessible(page);
  await asked.getByRole("button", { name: "Sign" }).press("Enter");

  await expect(page.getByText(/Signed by Sarah Wilson/)).toBeVisible();
  await expect(page.getByRole("heading", { name: new RegExp(name) })).toBeVisible();
  await expect(page.getByLabel("Assessment")).toBeHidden();
  await page.getByRole("button", { name: "Add addendum" }).press("Enter");
  await expect(page.getByText("New addendum: is required")).toBeVisible();
  await page.getByLabel("New addendum").fill("Lab: normal");
  await page.getByLabel("New addendum").press("Control+Enter");
  await expect(page.getByRole("list", { name: "Addenda" })).toContainText(/Sarah Wilson.*Lab: normal/);
  await expect(page.getByLabel("New addendum")).toHaveValue("");
  await accessible(page);
});

test("a correction is read wherever the record is", async ({ page, request }) => {
  const api = await Api.of(request, VET);
  const diagnosis = unique("LEFT");
  const { recordId, id } = await newRecord(api, { diagnosis });
  await api.call("POST", `/records/${recordId}/sign`);
  await api.call("POST", `/records/${recordId}/addenda`, { text: "RIGHT, not left" });
  await signIn(page, VET, `/patients/${id}`);
  for (const path of [`/patients/${id}`, `/records/new?patient=${id}`, `/records?q=${diagnosis}`]) {
    await page.goto(path);
    await expect(page.getByText("Amended", { exact: true })).toBeVisible();
    await expect(page.getByText("Addendum: RIGHT, not left")).toBeVisible();
  }
});

test("who may not sign isn't offered it; who only reads isn't offered to write", async ({ page, browser, request }) => {
  const { recordId } = await newRecord(await Api.of(request, VET));
  await signIn(page, `tech@${US}`, `/records/${recordId}`);
  await expect(page.getByRole("button", { name: "Save" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign", exact: true })).toBeHidden();
  const staff = await another(browser, `staff@${US}`, `/records/${recordId}`);
  await expect(staff.getByRole("button", { name: "Versions" })).toBeVisible();
  await expect(staff.getByRole("button", { name: "Save" })).toBeHidden();
  await staff.context().close();
});

test("what is signed meanwhile isn't lost: it goes into an addendum", async ({ page, request }) => {
  const [mine, theirs] = [await Api.of(request, `tech@${US}`), await Api.of(request)];
  const { recordId } = await newRecord(theirs);
  await signIn(page, `tech@${US}`, `/records/${recordId}`);
  await page.getByLabel("Plan and treatment").fill("Drops twice a day");
  await theirs.call("POST", `/records/${recordId}/sign`);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Put them into an addendum" }).click();
  await expect(page.getByLabel("New addendum")).toHaveValue("Plan and treatment: Drops twice a day");
  await page.getByRole("button", { name: "Add addendum" }).click();
  await expect(page.getByRole("list", { name: "Addenda" })).toContainText("Drops twice a day");
  await expect.poll(() => hasDraft(mine, recordId)).toBe(false);
});

test("what somebody changed meanwhile is shown before it is signed", async ({ page, request }) => {
  const api = await Api.of(request);
  const { recordId } = await newRecord(api);
  await signIn(page, VET, `/records/${recordId}`);
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await api.call("PUT", `/records/${recordId}`, { diagnosis: "Otitis media" });
  await page.getByRole("alertdialog").getByRole("button", { name: "Sign" }).click();
  await expect(page.getByText(/^\S.* changed this record meanwhile\./)).toBeVisible();
  await expect(page.getByLabel("Assessment")).toHaveValue("Otitis media");
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Sign" }).click();
  await expect(page.getByText(/Signed by Sarah Wilson/)).toBeVisible();
});

test("two versions are compared, field by field", async ({ page, request }) => {
  const api = await Api.of(request, VET);
  const { recordId } = await newRecord(api, { notes: "same" });
  await api.call("PUT", `/records/${recordId}`, { diagnosis: "Otitis media" });
  await api.call("PUT", `/records/${recordId}`, { recordType: "surgery" });
  await signIn(page, VET, `/records/${recordId}`);
  await page.getByRole("button", { name: "Versions" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Versions" });
  await expect(dialog.getByRole("term")).toHaveText(["Type"]);
  await expect(dialog.getByRole("definition")).toHaveText(["TreatmentSurgery"]);
  await dialog.getByLabel("Version", { exact: true }).selectOption({ index: 2 });
  await expect(dialog.getByRole("term")).toHaveText(["Type", "Assessment"]);
  await expect(dialog.getByRole("definition").last()).toHaveText("OtitisOtitis media");
  await accessible(page);
});

test("a template is inserted, made from a record, archived and restored", async ({ page, request }) => {
  const api = await Api.of(request, VET);
  const patient = await api.patient();
  const name = unique("Cough ");
  await signIn(page, VET, `/records/new?patient=${patient.id}`);
  await page.getByLabel("Plan and treatment").fill("Cough syrup");
  await page.getByRole("button", { name: "Templates" }).click();
  await page.getByRole("menuitem", { name: "New template from this record" }).click();
  const form = page.getByRole("dialog", { name: "New template" });
  await form.getByRole("textbox", { name: "Name" }).fill(name);
  await form.getByLabel("Assessment").fill("Kennel cough");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Template saved.")).toBeVisible();

  await page.getByRole("button", { name: "Templates" }).press("Enter");
  await page.getByRole("menuitem", { name }).press("Enter");
  await expect(page.getByLabel("Assessment")).toHaveValue("Kennel cough");
  await expect(page.getByLabel("Plan and treatment")).toHaveValue("Cough syrup\nCough syrup");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByLabel("Plan and treatment")).toHaveValue("Cough syrup");

  await page.getByRole("button", { name: "Templates" }).click();
  await page.getByRole("menuitem", { name: "Manage templates" }).click();
  const list = page.getByRole("dialog", { name: "Templates" });
  await accessible(page);
  await list.getByRole("button", { name: `Archive: ${name}` }).click();
  await expect(list.getByText(name)).toBeHidden();
  await list.getByLabel("Archived").check();
  await list.getByRole("button", { name: `Restore: ${name}` }).click();
  await expect(list.getByText(name)).toBeHidden();
  await list.getByLabel("Archived").uncheck();
  await expect(list.getByText(name)).toBeVisible();
});

test("record and bill come as PDF in the page's language", async ({ page, request }) => {
  const api = await Api.of(request, `vet@${KOREA}`);
  const { recordId, id, ownerId } = await newRecord(api, { visitDate: "2026-01-05" });
  const items = [{ description: "초진료", quantity: 1, unitPrice: 11000 }];
  const bill = await api.call("POST", "/bills", { patientId: id, ownerId, items, status: "sent" });
  await page.addInitScript(() => localStorage.setItem("vetchart.language", "ko"));
  await signIn(page, `vet@${KOREA}`, `/records/${recordId}`);
  for (const [to, file] of [
    [`/records/${recordId}`, /^Pet.*-2026-01-05\.pdf$/],
    [`/bills/${bill.id}`, /^BILL-\d{6}\.pdf$/],
  ] as const) {
    await page.goto(to);
    const asked = page.waitForRequest((sent) => sent.url().includes("/pdf"));
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "PDF" }).press("Enter");
    expect((await asked).url()).toContain("lang=ko");
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(file);
    expect((await readFile(await download.path())).subarray(0, 5).toString()).toBe("%PDF-");

    const opening = page.waitForEvent("popup");
    await page.keyboard.press("Control+p");
    await expect.poll(async () => (await opening).url()).toMatch(/^blob:/);
    await page.emulateMedia({ media: "print" });
    await expect(page.getByText("인쇄는 PDF로 합니다")).toBeVisible();
    await expect(page.getByRole("main").locator("section").first()).toBeHidden();
    await page.emulateMedia({ media: null });
  }
});

test("dark and Korean: drafts, the editor and a signed record are accessible", async ({ page, request }) => {
  const api = await Api.of(request, `vet@${KOREA}`);
  const [open, signed] = [await newRecord(api), await newRecord(api)];
  await api.call("PUT", `/drafts/${open.recordId}`, { recordVersion: 1, diagnosis: "외이염" });
  await api.call("POST", `/records/${signed.recordId}/sign`);
  await api.call("POST", `/records/${signed.recordId}/addenda`, { text: "검사 정상" });
  await page.addInitScript(() => {
    localStorage.setItem("vetchart.theme", "dark");
    localStorage.setItem("vetchart.language", "ko");
  });
  await signIn(page, `vet@${KOREA}`, "/records");
  await expect(page.getByRole("heading", { name: "작성 중인 기록" })).toBeVisible();
  await accessible(page);
  await page.goto(`/records/${open.recordId}`);
  await expect(page.getByText(/복원했습니다/)).toBeVisible();
  await accessible(page);
  await page.goto(`/records/${signed.recordId}`);
  await expect(page.getByText("검사 정상")).toBeVisible();
  await accessible(page);
});
