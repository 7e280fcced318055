/** What was typed outlives its tab, and the page outlives the connection and a new version of itself. */
import type { Page } from "@playwright/test";
import { Api, expect, settled, signIn, test, unique, US } from "./kit";
import { newRecord, VET } from "./records-kit";

const ADMIN = `admin@${US}`;
const BACK = /Your draft of .* is back/;

/** Closes the tab as its user does; what another one of the same browser shows then. */
async function inAnotherTab(page: Page, to: string): Promise<Page> {
  const next = await page.context().newPage();
  await page.close({ runBeforeUnload: false });
  await next.goto(to);
  return next;
}

test("a new bill's lines are back after its tab was closed, and gone once it is saved", async ({ page, request }) => {
  const { id } = await (await Api.of(request)).patient();
  const to = `/bills/new?patient=${id}`;
  await signIn(page, ADMIN, to);
  await page.getByRole("button", { name: "Add a line" }).click();
  await page.keyboard.type("Bandage");
  await page.getByLabel("Unit price").fill("12.50");

  const later = await inAnotherTab(page, to);
  await expect(later.getByText(BACK)).toBeVisible();
  await expect(later.getByLabel("Description")).toHaveValue("Bandage");
  await expect(later.getByLabel("Unit price")).toHaveValue("12.50");
  await later.getByLabel("Quantity").fill("2");
  await later.getByRole("button", { name: "Save", exact: true }).click();
  await expect(later).toHaveURL(/\/bills\/[0-9a-f-]{36}$/);

  const anew = await inAnotherTab(later, to);
  await settled(anew);
  await expect(anew.getByText("No lines yet")).toBeVisible();
  await expect(anew.getByText(BACK)).toBeHidden();
});

test("an owner's and a patient's form in work are back, and are discarded where nobody wants them", async ({
  page,
  request,
}) => {
  const { id } = await (await Api.of(request)).patient({ breed: "Beagle" });
  await signIn(page, ADMIN, `/patients/${id}`);
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Breed").fill("Poodle");

  const second = await inAnotherTab(page, `/patients/${id}`);
  await second.getByRole("button", { name: "Edit" }).click();
  await expect(second.getByText(BACK)).toBeVisible();
  await expect(second.getByLabel("Breed")).toHaveValue("Poodle");
  await second.getByRole("button", { name: "Discard" }).click();
  await expect(second.getByLabel("Breed")).toHaveValue("Beagle");

  await second.goto("/owners?new=1");
  const name = unique("Half");
  await second.getByLabel("Last name").fill(name);
  const third = await inAnotherTab(second, "/owners?new=1");
  await expect(third.getByLabel("Last name")).toHaveValue(name);
});

test("a draft too long to go out as the page closes is asked about", async ({ page, request }) => {
  const { recordId } = await newRecord(await Api.of(request, VET));
  await signIn(page, VET, `/records/${recordId}`);
  await page.route("**/api/drafts/*", () => undefined); // on its way for as long as this takes
  await page.getByLabel("History and findings").fill("가".repeat(25_000)); // 75 kB: a page that closes may send 64
  await page.keyboard.type("나");
  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  expect((await asked).type()).toBe("beforeunload");
  await (await asked).dismiss();
  await expect(page.getByLabel("History and findings")).toHaveValue(/나$/);
});

test("a part of the page that is asked for while offline comes when the connection is back", async ({
  page,
  context,
}) => {
  await signIn(page, ADMIN, "/owners");
  await settled(page);
  await page.route("**/assets/*.js", (route) => route.abort("internetdisconnected"));
  await context.setOffline(true);
  await page.getByRole("link", { name: "Billing" }).first().click();
  await expect(page.getByText("The page goes on when the connection is back.")).toBeVisible();
  await page.unroute("**/assets/*.js");
  await context.setOffline(false);
  await expect(page.getByRole("heading", { name: "Billing" })).toBeVisible({ timeout: 20_000 });
});

test("a part that vanished with a new version is loaded by a reload, once", async ({ page }) => {
  await signIn(page, ADMIN, "/owners");
  await settled(page);
  let loads = 0;
  page.on("load", () => loads++);
  await page.route("**/assets/BillList-*.js", (route) => route.fulfill({ status: 404, body: "" }), { times: 1 });
  await page.getByRole("link", { name: "Billing" }).first().click();
  await expect(page.getByRole("heading", { name: "Billing" })).toBeVisible();
  expect(loads).toBe(1);

  await page.route("**/assets/PatientList-*.js", (route) => route.fulfill({ status: 404, body: "" }));
  await page.getByRole("link", { name: "Patients" }).first().click();
  await expect(page.getByText("Something went wrong on this page")).toBeVisible();
  expect(loads).toBe(1);
});
