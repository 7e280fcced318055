import type { CDPSession, Locator, Page } from "@playwright/test";
import { another, Api, expect, PASSWORD, signIn, test, unique, US } from "./kit";

interface Booked {
  id: string;
  name: string;
  patientId: string;
  ownerId: string;
}

/** A veterinarian of this test alone: on a board of only theirs no other test's cards push this one's about. */
async function veterinarian(api: Api): Promise<string> {
  const lastName = unique("Vet");
  const username = `${lastName.toLowerCase()}@${US}`;
  const person = { username, email: username, firstName: "Ann", lastName, roles: ["veterinarian"] };
  await api.call("POST", "/users", { ...person, password: PASSWORD });
  return lastName;
}

const VISIT = { description: "Office visit", unitPrice: 65 };

const boardOf = (lastName: string) => [`${lastName.toLowerCase()}@${US}`, "/?mine=1"] as const;

/** Somebody on today's board, whom no other test moves. */
async function booked(api: Api, lastName = unique("Vet")): Promise<Booked> {
  const patient = await api.patient();
  const date = new Intl.DateTimeFormat("en-CA", { timeZone: "America/New_York" }).format(new Date());
  const booking = { patientId: patient.id, date, time: "23:30", veterinarian: `Ann ${lastName}` };
  const { id } = await api.call("POST", "/appointments", booking);
  return { id, name: patient.name, patientId: patient.id, ownerId: patient.ownerId };
}

const column = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const cardOf = (page: Page, { name }: Booked) =>
  page.getByRole("region", { name: "Board of the day" }).getByRole("listitem").filter({ hasText: name });
const stageOf = async (api: Api, { id }: Booked) =>
  (await api.call<{ stage: string }>("GET", `/appointments/${id}`)).stage;

async function isIn(page: Page, name: string, who: Booked) {
  await expect(column(page, name).getByRole("link", { name: who.name })).toBeVisible();
}

async function middle(place: Locator) {
  const box = (await place.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 60) };
}

async function pull(page: Page, who: Booked, to: string) {
  await cardOf(page, who).scrollIntoViewIfNeeded();
  const from = await middle(cardOf(page, who));
  const { x } = await middle(column(page, to));
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + x) / 2, from.y, { steps: 3 });
  await page.mouse.move(x, from.y, { steps: 3 });
  await page.mouse.up();
}

/** The stream of changes is open: the page doesn't say how old its board is. */
const isLive = (page: Page) => expect(page.getByText(/^As of/)).toBeHidden();

test("what one desk moves, the other sees without a reload", async ({ page, browser, request }) => {
  const api = await Api.of(request);
  const own = await veterinarian(api);
  const who = await booked(api, own);
  await signIn(page, ...boardOf(own));
  const other = await another(browser, `staff@${US}`);
  await isIn(other, "Booked", who);
  await isLive(other);

  await pull(page, who, "Arrived");
  await isIn(page, "Arrived", who);
  await isIn(other, "Arrived", who);

  await page.getByRole("button", { name: "Undo" }).click();
  await isIn(page, "Booked", who);
  await isIn(other, "Booked", who);
  await other.context().close();
});

test("a booking made elsewhere shows on the board", async ({ page, request }) => {
  const api = await Api.of(request);
  await signIn(page, `staff@${US}`);
  await isLive(page);
  await isIn(page, "Booked", await booked(api));
});

test("by keys: Alt and an arrow, and the focus goes along", async ({ page, request }) => {
  const api = await Api.of(request);
  const who = await booked(api);
  await signIn(page, `staff@${US}`);
  const link = page.getByRole("link", { name: who.name });
  await link.focus();
  await page.keyboard.press("Alt+ArrowLeft"); // nothing is before the first column
  await page.keyboard.press("Alt+ArrowRight");
  await isIn(page, "Arrived", who);
  await expect(link).toBeFocused();
  await page.keyboard.press("Alt+ArrowRight");
  await isIn(page, "With the vet", who);
  await expect(link).toBeFocused();
  await expect.poll(() => stageOf(api, who)).toBe("withVet");
});

test("by the menu, to what has no column as well", async ({ page, request }) => {
  const api = await Api.of(request);
  const who = await booked(api);
  await signIn(page, `staff@${US}`);
  await cardOf(page, who)
    .getByRole("button", { name: /Move to/ })
    .click();
  await page.getByRole("menuitem", { name: "No-show" }).click();
  await page.getByText(/^Cancelled, no-show/).click();
  await expect(cardOf(page, who).getByText("No-show")).toBeVisible();
});

test("who couldn't open it again is asked before a visit is done", async ({ page, request }) => {
  const api = await Api.of(request);
  const who = await booked(api);
  const { id, patientId, ownerId } = who;
  await api.call("POST", "/bills", { ownerId, patientId, appointmentId: id, items: [VISIT] });
  await signIn(page, `staff@${US}`);
  const choose = async (answer: string) => {
    await cardOf(page, who)
      .getByRole("button", { name: /Move to/ })
      .click();
    await page.getByRole("menuitem", { name: "Done" }).click();
    await page
      .getByRole("alertdialog", { name: `Is ${who.name} done?` })
      .getByRole("button", { name: answer })
      .click();
  };
  await choose("Cancel");
  await expect(page.getByRole("alertdialog")).toBeHidden();
  expect(await stageOf(api, who)).toBe("booked");
  await choose("Done");
  await isIn(page, "Done", who);
  await expect.poll(() => stageOf(api, who)).toBe("done");
});

test.describe("by finger", () => {
  test.use({ hasTouch: true, viewport: { width: 1180, height: 820 } });

  test("a touch that rests drags, one that goes on scrolls", async ({ page, request }) => {
    const api = await Api.of(request);
    const own = await veterinarian(api);
    const who = await booked(api, own);
    await page.clock.install();
    await signIn(page, ...boardOf(own));
    await cardOf(page, who).scrollIntoViewIfNeeded();
    let from = await middle(cardOf(page, who));
    const finger = await page.context().newCDPSession(page);

    await page.clock.pauseAt(Date.now() + 60_000); // however slow this machine is, the finger doesn't rest
    await touch(finger, "touchStart", from);
    await touch(finger, "touchMove", { x: from.x, y: from.y - 100 });
    await expect(cardOf(page, who)).toHaveCSS("pointer-events", "auto");
    await touch(finger, "touchEnd");
    await page.clock.resume();

    await cardOf(page, who).scrollIntoViewIfNeeded(); // and comes to rest: a flick goes on for a while
    from = await middle(cardOf(page, who));
    await touch(finger, "touchStart", from);
    await expect(cardOf(page, who)).toHaveCSS("pointer-events", "none"); // it has been picked up
    await touch(finger, "touchMove", { x: (await middle(column(page, "To pay"))).x, y: from.y });
    await touch(finger, "touchEnd");
    await isIn(page, "To pay", who);
    await expect.poll(() => stageOf(api, who)).toBe("toPay");
  });
});

const touch = (finger: CDPSession, type: "touchStart" | "touchMove" | "touchEnd", at?: { x: number; y: number }) =>
  finger.send("Input.dispatchTouchEvent", { type, touchPoints: at ? [at] : [] });

test("who was slower is told, and sees how it is", async ({ page, request }) => {
  const api = await Api.of(request);
  const own = await veterinarian(api);
  const who = await booked(api, own);
  await page.route("**/api/events", (route) => route.abort());
  await signIn(page, ...boardOf(own));
  await isIn(page, "Booked", who);
  await api.call("POST", `/appointments/${who.id}/stage`, { stage: "withVet" });
  await pull(page, who, "Arrived");
  await expect(page.getByText(/^\S.* has moved it to “With the vet”\.$/)).toBeVisible();
  await isIn(page, "With the vet", who);
  expect(await stageOf(api, who)).toBe("withVet");
});

test("a stream that breaks is opened again, and what was missed is read", async ({ page, request }) => {
  const api = await Api.of(request);
  await page.route("**/api/events", (route) => route.abort());
  await signIn(page, `staff@${US}`);
  await expect(page.getByText(/^As of/)).toBeVisible();
  const who = await booked(api);
  await page.unroute("**/api/events");
  await isIn(page, "Booked", who);
  await isLive(page);
});

test("all tabs have one stream, and another takes over when its tab is closed", async ({ page, context, request }) => {
  const api = await Api.of(request);
  let streams = 0;
  context.on("request", (each) => (streams += Number(each.url().endsWith("/api/events"))));
  await signIn(page, `staff@${US}`);
  await isLive(page);
  const second = await context.newPage();
  await second.goto("/");
  await isLive(second);
  expect(streams).toBe(1);
  const first = await booked(api);
  await isIn(page, "Booked", first);
  await isIn(second, "Booked", first);

  await page.close();
  await expect.poll(() => streams).toBe(2);
  await isIn(second, "Booked", await booked(api));
});

test("a part that can't be had says so, and the rest stays", async ({ page, request }) => {
  const who = await booked(await Api.of(request));
  await page.route("**/api/dashboard/stats", (route) => route.fulfill({ status: 500, json: {} }));
  await signIn(page, `vet@${US}`);
  const records = page.locator("section").filter({ has: page.getByRole("heading", { name: "Latest records" }) });
  await expect(records.getByRole("button", { name: "Try again" })).toBeVisible();
  await isIn(page, "Booked", who);

  await page.route("**/api/appointments?*", (route) => route.fulfill({ status: 500, json: {} }));
  await page.unroute("**/api/dashboard/stats");
  await page.reload();
  await expect(
    page.getByRole("region", { name: "Board of the day" }).getByRole("button", { name: "Try again" }),
  ).toBeVisible();
  await expect(records.getByRole("link").first()).toBeVisible();
});
