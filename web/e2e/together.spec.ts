import type { APIRequestContext, Page } from "@playwright/test";
import { another, Api, expect, signIn, test, unique, US } from "./kit";

/** A new appointment in a column of its own, as the desk sees it; `now` asks the service. */
async function inTheCalendar(page: Page, request: APIRequestContext, date: string, time: string) {
  const api = await Api.of(request);
  const patient = await api.patient();
  const veterinarian = unique("Dr ");
  const { id } = await api.call("POST", "/appointments", { patientId: patient.id, date, time, veterinarian });
  await signIn(page, `staff@${US}`, `/appointments?date=${date}&vet=${veterinarian}`);
  const now = () => api.call<{ time: string; duration: number; status: string }>("GET", `/appointments/${id}`);
  return { patient, block: page.getByRole("button", { name: new RegExp(patient.name) }), now };
}

test("two people in one record: both versions side by side, nothing lost", async ({ page, browser, request }) => {
  const api = await Api.of(request);
  const patient = await api.patient();
  const record = await api.call("POST", "/records", { patientId: patient.id, diagnosis: "Fever", treatment: "Rest" });
  await signIn(page, `admin@${US}`, `/records/${record.id}`);
  const other = await another(browser, `vet@${US}`, `/records/${record.id}`);

  await other.getByLabel("Assessment").fill("Fever of unknown origin");
  await other.getByLabel("Notes").fill("Seen by two");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(other.getByText("Record saved.")).toBeVisible();

  await page.getByLabel("Assessment").fill("Viral fever");
  await page.getByRole("button", { name: "Save" }).click();
  const versions = page.getByRole("dialog", { name: "Two versions" });
  await expect(versions.getByText("Viral fever")).toBeVisible();
  await expect(versions.getByText("Fever of unknown origin")).toBeVisible();
  await versions.getByRole("button", { name: "Save this choice" }).click();
  await expect(page.getByText("Record saved.")).toBeVisible();
  await expect(page.getByLabel("Assessment")).toHaveValue("Viral fever");
  await expect(page.getByLabel("Notes")).toHaveValue("Seen by two");
  await other.context().close();
});

test("two desks and one slot: the second is told who has it; a veterinarian may overbook with a reason", async ({
  page,
  browser,
  request,
}) => {
  const api = await Api.of(request);
  const [first, second] = [await api.patient(), await api.patient()];
  const veterinarian = unique("Dr ");
  const slot = { date: "2031-03-03", time: "10:00", veterinarian };
  await api.call("POST", "/appointments", { patientId: first.id, ...slot });
  const booking = `/appointments?new=1&date=2031-03-03&time=10:00&patient=${second.id}&for=${veterinarian}`;

  const desk = await another(browser, `staff@${US}`, booking);
  await desk.getByRole("button", { name: "Save" }).click();
  await expect(desk.getByRole("alertdialog", { name: "This time is taken" })).toContainText(first.name);
  await expect(desk.getByText("A veterinarian or admin can squeeze it in.")).toBeVisible();
  await desk.context().close();

  await signIn(page, `vet@${US}`, booking);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByLabel("Reason for squeezing in").fill("Emergency");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("button", { name: new RegExp(`${second.name}.*Squeezed in`) })).toBeVisible();
});

test("squeezing in takes one press of its button", async ({ page, request }) => {
  const api = await Api.of(request);
  const [first, second] = [await api.patient(), await api.patient()];
  const slot = { date: "2031-03-04", time: "10:00", veterinarian: unique("Dr ") };
  await api.call("POST", "/appointments", { patientId: first.id, ...slot });
  await signIn(
    page,
    `vet@${US}`,
    `/appointments?new=1&date=${slot.date}&time=10:00&patient=${second.id}&for=${slot.veterinarian}`,
  );
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Squeeze in" }).click();
  await expect(page.getByText("is required")).toBeVisible();
  await page.getByLabel("Reason for squeezing in").fill("Emergency");
  await page.getByRole("button", { name: "Squeeze in" }).click();
  await expect(page.getByRole("button", { name: new RegExp(`${second.name}.*Squeezed in`) })).toBeVisible();
});

test("a time that is taken is answered with the next free ones; a key or a click takes one", async ({
  page,
  request,
}) => {
  const api = await Api.of(request);
  const [first, second, third] = [await api.patient(), await api.patient(), await api.patient()];
  const slot = { date: "2031-03-03", time: "10:00", veterinarian: unique("Dr ") };
  const { id } = await api.call("POST", "/appointments", { patientId: third.id, ...slot, status: "cancelled" });
  await api.call("POST", "/appointments", { patientId: first.id, ...slot });
  const dialog = page.getByRole("alertdialog", { name: "This time is taken" });
  const times = dialog.getByRole("group", { name: "Next free times" }).getByRole("button");

  const booking = `/appointments?new=1&date=2031-03-03&time=10:00&patient=${second.id}&for=${slot.veterinarian}`;
  await signIn(page, `staff@${US}`, booking);
  await page.getByLabel("Reason").fill("Itching");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(times).toHaveText(["Mon, Mar 3 10:30 AM", "Mon, Mar 3 10:45 AM", "Mon, Mar 3 11:00 AM"]);
  await expect(times.first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: new RegExp(`${second.name} 10:30 AM Itching`) })).toBeVisible();

  await page.goto(`/appointments?date=2031-03-03&open=${id}`);
  await page.getByRole("button", { name: "Book again" }).click();
  await times.nth(1).click();
  const again = page.getByRole("button", { name: new RegExp(`${third.name} 11:15 AM`) });
  await expect(again).toHaveAccessibleName(/Booked/);

  await again.focus();
  await page.keyboard.down("Alt");
  for (let quarters = 0; quarters < 5; quarters++) await page.keyboard.press("ArrowUp");
  await page.keyboard.up("Alt");
  await times.first().click();
  await expect(page.getByText(/Moved to .*11:00/)).toBeVisible();
});

test("who couldn't open an appointment again is asked before it is done", async ({ page, request }) => {
  const { patient, block, now } = await inTheCalendar(page, request, "2031-05-05", "14:00");
  const bill = { ownerId: patient.ownerId, patientId: patient.id, billDate: "2031-05-05" };
  const items = [{ description: "Office visit", unitPrice: 65 }];
  await (await Api.of(request)).call("POST", "/bills", { ...bill, dueDate: "2031-06-05", items });
  const status = async () => (await now()).status;
  await block.click();
  const question = page.getByRole("alertdialog", { name: `Is ${patient.name} done?` });

  await page.getByRole("button", { name: "Done", exact: true }).click();
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(question).toBeHidden();
  expect(await status()).toBe("scheduled");

  await page.getByRole("button", { name: "Done", exact: true }).click();
  await question.getByRole("button", { name: "Done" }).click();
  await expect.poll(status).toBe("completed");
});

test("an appointment is moved by pointer and by keys, and put back by undo", async ({ page, request }) => {
  const { block, now } = await inTheCalendar(page, request, "2031-04-02", "14:00");
  await block.scrollIntoViewIfNeeded();
  const box = (await block.boundingBox())!;
  await page.mouse.move(box.x + 20, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + 20, box.y + 40, { steps: 4 });
  await page.mouse.move(box.x + 20, box.y + 100, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByText(/Moved to .*3:00/)).toBeVisible();
  expect((await now()).time).toBe("15:00");

  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(async () => (await now()).time).toBe("14:00");
  await expect(block).toHaveAccessibleName(/2:00/);

  await block.focus();
  await page.keyboard.down("Alt");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.up("Alt");
  await expect.poll(now).toMatchObject({ time: "13:45", duration: 45 });
});

test.describe("on a tablet", () => {
  test.use({ viewport: { width: 820, height: 1180 }, hasTouch: true });

  test("a finger that rests lifts an appointment; one that moves at once scrolls", async ({ page, request }) => {
    const { block, now } = await inTheCalendar(page, request, "2031-05-06", "10:00");
    const time = async () => (await now()).time;
    const grid = page.getByRole("group", { name: "Calendar" });
    const scrolled = () => grid.evaluate((element) => element.scrollTop);
    await grid.evaluate((element) => element.scrollTo(0, 0)); // it begins at the time of day, and may be at its end
    const before = await scrolled();
    const box = (await block.boundingBox())!;
    const finger = await fingerOn(page, box.x + 20, box.y + 10);

    await finger("touchStart", 0);
    for (const by of [-20, -60, -120]) await finger("touchMove", by);
    await finger("touchEnd");
    await expect.poll(scrolled).toBeGreaterThan(before);
    expect(await time()).toBe("10:00");

    await grid.evaluate((element, top) => element.scrollTo(0, top), before);
    await expect.poll(async () => (await block.boundingBox())!.y).toBe(box.y);
    await finger("touchStart", 0);
    await expect(page.getByText("10:00 AM · 30 min")).toBeVisible();
    for (const by of [20, 60, 90]) await finger("touchMove", by);
    await expect(page.getByText("11:00 AM · 30 min")).toBeVisible();
    await finger("touchEnd");
    await expect(page.getByText(/Moved to .*11:00/)).toBeVisible();
    expect([await time(), await scrolled()]).toEqual(["11:00", before]);
  });
});

type TouchType = "touchStart" | "touchMove" | "touchEnd";

/** The browser's own input, which scrolls as a finger does; events made by a script don't. */
async function fingerOn(page: Page, x: number, y: number) {
  const input = await page.context().newCDPSession(page);
  return (type: TouchType, by?: number) =>
    input.send("Input.dispatchTouchEvent", { type, touchPoints: by === undefined ? [] : [{ x, y: y + by }] });
}
