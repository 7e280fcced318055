import type { Page } from "@playwright/test";
import { Api, expect, KOREA, signIn, test, unique, US } from "./kit";

const line = { description: "Swab", quantity: 3, unitPrice: 10, taxable: false };

interface Money {
  balance: number;
  creditedAmount: number;
  payments: { amount: number; method: string }[];
}

test("a paid bill is credited by line and quantity, and the money goes back the way it came", async ({
  page,
  request,
}) => {
  const api = await Api.of(request);
  const { id: patientId, ownerId } = await api.patient();
  const parties = { patientId, ownerId };
  const bill = await api.call("POST", "/bills", { ...parties, items: [line], status: "sent" });
  await api.call("POST", `/bills/${bill.id}/payments`, { amount: 5, method: "cash" });
  await api.call("POST", `/bills/${bill.id}/payments`, { amount: 25, method: "transfer" });

  await signIn(page, `admin@${US}`, `/bills/${bill.id}`);
  await page.getByRole("button", { name: "Credit", exact: true }).click();
  await page.getByText("Some lines").click();
  await page.getByLabel(/Swab/).fill("4");
  await page.getByLabel("Reason").fill("Not used");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Credit", exact: true }).click();
  await expect(dialog.getByText("is out of range")).toBeVisible();
  await page.getByLabel(/Swab/).fill("2");
  await dialog.getByRole("button", { name: "Credit", exact: true }).click();

  await page.getByRole("button", { name: "Refund $20.00" }).click();
  await expect(page.getByRole("dialog", { name: "Refund $20.00" })).toBeVisible();
  await dialog.getByLabel("Refund by").selectOption("transfer");
  await expect(dialog.getByLabel("Amount")).toHaveValue("20");
  await dialog.getByRole("button", { name: "Refund", exact: true }).click();
  await expect(page.getByText("Refund: Bank transfer")).toBeVisible();
  const after = await api.call<Money>("GET", `/bills/${bill.id}`);
  expect([after.creditedAmount, after.balance, after.payments.at(-1)?.amount]).toEqual([20, 0, -20]);
});

/** Each way from which a visit that isn't billed is done: by the board's menu and keys, and out of the calendar. */
const WAYS = {
  "waits to pay": async (page: Page, name: string) => {
    await signIn(page, `admin@${US}`);
    await page.getByRole("button", { name: new RegExp(`Move to: ${name}`) }).click();
    await page.getByRole("menuitem", { name: "Done" }).click();
  },
  "is moved by keys": async (page: Page, name: string) => {
    await signIn(page, `staff@${US}`);
    await page.getByRole("link", { name }).press("Alt+ArrowRight");
  },
  "is only booked": async (page: Page, name: string) => {
    await signIn(page, `staff@${US}`);
    await page.getByRole("button", { name: new RegExp(`Move to: ${name}`) }).click();
    await page.getByRole("menuitem", { name: "Done" }).click();
  },
  "is opened in the calendar": async (page: Page, name: string) => {
    await signIn(page, `staff@${US}`, "/appointments");
    await page.getByRole("button", { name: new RegExp(name) }).click();
    await page.getByRole("button", { name: "Done", exact: true }).click();
  },
};

for (const [way, finish] of Object.entries(WAYS))
  test(`what ${way} and isn't billed is done with a reason only`, async ({ page, request }) => {
    const api = await Api.of(request);
    const patient = await api.patient();
    const date = new Intl.DateTimeFormat("en-CA", { timeZone: "America/New_York" }).format(new Date());
    const booking = { patientId: patient.id, date, time: "23:00", veterinarian: unique("Vet") };
    const stage = way === "is only booked" || way === "is opened in the calendar" ? "booked" : "toPay";
    const { id } = await api.call("POST", "/appointments", { ...booking, stage });

    await finish(page, patient.name);
    const dialog = page.getByRole("dialog", { name: `${patient.name}: nothing billed` });
    await expect(dialog.getByRole("link", { name: "Write a bill" })).toBeVisible();
    await dialog.getByRole("button", { name: "No charge" }).click();
    await expect(dialog.getByText("Reason: is required")).toBeVisible();
    await dialog.getByLabel("Reason").fill("Recheck of a suture");
    await dialog.getByRole("button", { name: "No charge" }).click();
    await expect.poll(async () => (await api.call<{ stage: string }>("GET", `/appointments/${id}`)).stage).toBe("done");
    const [kept] = await api.call<{ appointmentId: string; items: { description: string }[] }[]>(
      "GET",
      `/bills?patientId=${patient.id}`,
    );
    expect([kept?.appointmentId, kept?.items[0]?.description]).toEqual([id, "No charge: Recheck of a suture"]);
  });

test("Enter takes the first visit for 진찰, and its price isn't cut off", async ({ page, request }) => {
  const api = await Api.of(request, `admin@${KOREA}`);
  const { id } = await api.patient();
  await signIn(page, `admin@${KOREA}`, `/bills/new?patient=${id}`);
  await page.getByRole("button", { name: "Add a line" }).click();
  await page.getByLabel("Description").fill("진찰");
  const price = page.getByRole("option").first().getByText("₩11,000");
  await expect(price).toBeVisible();
  expect(await price.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Description")).toHaveValue("진찰료 (초진)");
});
