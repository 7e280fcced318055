/** How one finds what is there: lists in order, bills by what is known of them, an owner who came before. */
import type { Page } from "@playwright/test";
import { ownClinic } from "./clinic";
import { Api, expect, signIn, test } from "./kit";

/** However many rows the page asks for at a time, it gets two. Answers how often it asked for more. */
async function inPagesOfTwo(page: Page, list: string): Promise<() => number> {
  let more = 0;
  await page.route(`**/api/${list}?*`, (route) => {
    const url = new URL(route.request().url());
    more += Number(url.searchParams.has("cursor"));
    url.searchParams.set("limit", "2");
    return route.continue({ url: url.href });
  });
  return () => more;
}

const firstCells = (page: Page) => page.getByRole("row").getByRole("link");

test("a list is in the order of its header, over all its pages", async ({ page, request }) => {
  const clinic = ownClinic();
  const api = await Api.of(request, clinic.admin);
  const came = ["Ann Cho", "Bo Abe", "Al Abe", "Cy Bell", "Al Abe", "Di Abe", "Ed Bell"];
  for (const [firstName, lastName] of came.map((each) => each.split(" ")))
    await api.call("POST", "/owners", { firstName, lastName });
  const askedForMore = await inPagesOfTwo(page, "owners");
  await signIn(page, clinic.admin, "/owners");
  await expect(firstCells(page)).toHaveText(came.toReversed());

  const name = page.getByRole("columnheader", { name: "Name" });
  const sorted = ["Al Abe", "Al Abe", "Bo Abe", "Di Abe", "Cy Bell", "Ed Bell", "Ann Cho"];
  for (const [order, names] of [
    ["ascending", sorted],
    ["descending", sorted.toReversed()],
    ["none", came.toReversed()],
  ] as const) {
    await name.getByRole("button").click();
    await expect(name).toHaveAttribute("aria-sort", order);
    await expect(firstCells(page)).toHaveText(names);
  }
  expect(askedForMore()).toBeGreaterThanOrEqual(3 * 3); // seven owners are four pages, in three orders
});

test("bills are found by number, owner and patient", async ({ page, request }) => {
  const clinic = ownClinic();
  const api = await Api.of(request, clinic.admin);
  const [first, second] = [await api.patient(), await api.patient()];
  for (const { id, ownerId } of [first, second]) {
    const items = [{ description: "Office visit", quantity: 1, unitPrice: 65 }];
    await api.call("POST", "/bills", { patientId: id, ownerId, items, status: "sent" });
  }
  await signIn(page, clinic.admin, "/bills");
  await expect(firstCells(page)).toHaveText(["BILL-000002", "BILL-000001"]);
  for (const [typed, option, found] of [
    ["1", "BILL-000001", "BILL-000001"],
    ["bill-000002", "BILL-000002", "BILL-000002"],
    [first.ownerName, first.ownerName, "BILL-000001"],
    [second.name, second.name, "BILL-000002"],
  ] as const) {
    const finder = page.getByRole("combobox", { name: "Search" });
    await finder.fill(typed);
    await page.getByRole("option", { name: new RegExp(`^${option}`) }).click();
    await expect(finder).toHaveValue(option);
    await expect(firstCells(page)).toHaveText([found]);
    await page.getByRole("button", { name: "Clear" }).click();
    await expect(firstCells(page)).toHaveCount(2);
  }
});

test("what is searched for in a list is narrowed as the list is", async ({ page, request }) => {
  const clinic = ownClinic();
  const api = await Api.of(request, clinic.admin);
  const owner = await api.call("POST", "/owners", { firstName: "Ann", lastName: "Cho" });
  const animal = (name: string, rest: object = {}) =>
    api.call("POST", "/patients", { name, species: "Dog", ownerId: owner.id, ...rest });
  const { id: patientId } = await animal("Rex One");
  await animal("Rex Two", { status: "inactive" });
  await api.call("DELETE", `/patients/${(await animal("Rex Three")).id}`);
  for (const visitDate of ["2026-01-05", "2026-02-05"])
    await api.call("POST", "/records", { patientId, visitDate, diagnosis: `Otitis of ${visitDate}` });

  await signIn(page, clinic.admin, "/patients");
  await page.getByRole("searchbox").fill("rex");
  await expect(firstCells(page)).toHaveText(["Rex Two", "Rex One"]);
  await page.getByText("Inactive", { exact: true }).click();
  await expect(firstCells(page)).toHaveText(["Rex Two"]);
  await page.getByText("All", { exact: true }).click();
  await page.getByLabel("Archived").check();
  await expect(firstCells(page)).toHaveText(["Rex Three"]);

  await page.goto("/records");
  await page.getByRole("searchbox").fill("otitis");
  await expect(firstCells(page)).toHaveCount(2);
  await page.getByLabel("From").fill("2026-01-06");
  await expect(firstCells(page)).toHaveText([/2026-02-05/]);
});

test("bills and records are those of the days that are asked for", async ({ page, request }) => {
  const clinic = ownClinic();
  const api = await Api.of(request, clinic.admin);
  const { id: patientId, ownerId } = await api.patient();
  const items = [{ description: "Office visit", unitPrice: 65 }];
  for (const day of ["2026-01-05", "2026-02-05", "2026-03-05"]) {
    await api.call("POST", "/bills", { patientId, ownerId, items, billDate: day, dueDate: day, status: "sent" });
    await api.call("POST", "/records", { patientId, visitDate: day, diagnosis: day });
  }
  await signIn(page, clinic.admin, "/bills");
  const rows = page.getByRole("row").filter({ has: page.getByRole("link") });
  for (const [list, second] of [
    ["/bills", "BILL-000002"],
    ["/records", "2026-02-05"],
  ] as const) {
    await page.goto(list);
    await expect(rows).toHaveCount(3);
    await page.getByLabel("From").fill("2026-01-06");
    await expect(rows).toHaveCount(2);
    await page.getByLabel("To", { exact: true }).fill("2026-02-28");
    await expect(rows).toContainText([second]);
    await page.getByLabel("To", { exact: true }).fill("2026-01-31");
    await expect(page.getByText(/Nothing matches these filters|No records in this time/)).toBeVisible();
  }
});

test("a phone number that an owner has already is said before it is saved, however it is written", async ({
  page,
  request,
}) => {
  const clinic = ownClinic();
  const api = await Api.of(request, clinic.admin);
  const owner = await api.call("POST", "/owners", { firstName: "Ann", lastName: "Cho", phone: "+1 (518) 555-0142" });
  await signIn(page, clinic.admin, "/owners?new=1");
  const form = page.getByRole("dialog", { name: "New owner" });
  const told = form.getByText("Somebody with this phone number is there already:");
  await form.getByLabel("Last name").fill("Cho");
  await form.getByLabel("First name").fill("Bo");
  await form.getByLabel("Phone").fill("518 555 0143");
  await expect(told).toBeHidden();
  await form.getByLabel("Phone").fill("518 555 0142");
  await expect(told.getByRole("link", { name: "Ann Cho" })).toHaveAttribute("href", `/owners/${owner.id}`);
  await form.getByRole("button", { name: "Save anyway" }).click();
  await expect(page.getByRole("heading", { name: "Bo Cho" })).toBeVisible();
});
