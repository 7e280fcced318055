/** A morning at the front desk of a small clinic, in either language: who comes, who calls, who is seen, who pays. */
import type { APIRequestContext, Locator, Page } from "@playwright/test";
import type { Texts } from "../src/i18n/en";
import { fullName, todayIn } from "../src/i18n/format";
import { ownClinic } from "./clinic";
import { Api, expect, PASSWORD, signIn, test } from "./kit";
import { type Animal, ENGLISH, KOREAN, type Morning } from "./mornings";

type Desk = Morning & { page: Page };
type Species = keyof Texts["patient"]["speciesName"];
const TIME = "10:30";
const RETURNED = "4"; // tablets

for (const morning of [ENGLISH, KOREAN])
  test(`a morning at the front desk: ${morning.language}`, async ({ page, request }) => {
    test.setTimeout(120_000);
    const desk = { ...morning, page };
    await opensThePage(desk, request);
    await registersTheOwner(desk);
    await addsAnAnimal(desk, desk.dog);
    await addsAnAnimal(desk, desk.cat);

    await looksUpTheCaller(desk);
    await opensTheAnimal(desk, desk.dog);
    await books(desk, desk.dog);
    await standsInTheCalendar(desk, desk.dog);
    await looksUpTheCaller(desk);
    await opensTheAnimal(desk, desk.cat);
    await books(desk, desk.cat);
    await squeezesIn(desk);
    await standsInTheCalendar(desk, desk.cat, desk.t.appointment.overbooked);

    await checksIn(desk, desk.dog);
    await weighsOnce(desk, desk.dog);
    await writesTheRecord(desk);
    await signsTheRecord(desk);

    await writesTheBill(desk);
    await issuesTheBill(desk);
    await takesThePayment(desk);
    await creditsTheTablets(desk);
    await refundsTheTablets(desk);
  });

const button = (place: Page | Locator, name: string) => place.getByRole("button", { name, exact: true });
const field = (place: Page | Locator, label: string) => place.getByLabel(new RegExp(`^${label}( \\*)?$`));
const form = (page: Page, name: string) => page.getByRole("dialog", { name, exact: true });
const question = (page: Page, name: string) => page.getByRole("alertdialog", { name });
const heading = (page: Page, name: string | RegExp) =>
  expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
const says = (page: Page, text: string) => expect(page.getByRole("status").getByText(text).last()).toBeVisible();
const shows = (page: Page, fact: string) =>
  expect(page.getByRole("definition").filter({ hasText: fact }).last()).toBeVisible();
const payments = ({ page, t }: Desk) =>
  page
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: t.bill.payments, exact: true }) })
    .getByRole("listitem");

/** As the veterinarian, who is at the desk, too: who signs and credits must be one. */
async function opensThePage(desk: Desk, request: APIRequestContext) {
  const { page, language, veterinarian, visit, tablet } = desk;
  const clinic = ownClinic(desk.timeZone, desk.currency);
  const api = await Api.of(request, clinic.admin);
  const username = clinic.address("vet");
  const person = { ...veterinarian, username, email: username, roles: ["staff", "veterinarian"] };
  await api.call("POST", "/users", { ...person, password: PASSWORD });
  for (const { name, unitPrice } of [visit, tablet]) await api.call("POST", "/price-items", { name, unitPrice });
  await page.addInitScript((language) => localStorage.setItem("vetchart.language", language), language);
  await signIn(page, username, "/owners");
}

async function registersTheOwner({ page, t, owner }: Desk) {
  await button(page, t.owner.new).click();
  const entry = form(page, t.owner.new);
  await field(entry, t.owner.lastName).fill(owner.lastName);
  await field(entry, t.owner.firstName).fill(owner.firstName);
  await field(entry, t.owner.phone).fill(owner.phone);
  await button(entry, t.act.save).click();
  await heading(page, fullName(owner));
  await shows(page, owner.phone);
}

async function addsAnAnimal({ page, t, unit }: Desk, { name, species, weight }: Animal) {
  await button(page, t.patient.new).click();
  const entry = form(page, t.patient.new);
  await field(entry, t.patient.name).fill(name);
  await field(entry, t.patient.species).selectOption(species);
  await field(entry, t.patient.weight).fill(weight);
  await expect(field(entry, t.patient.unit)).toHaveValue(unit);
  await button(entry, t.act.save).click();
  const animal = page.getByRole("listitem").filter({ has: page.getByRole("link", { name, exact: true }) });
  await expect(animal).toContainText(t.patient.speciesName[species as Species]);
}

async function looksUpTheCaller({ page, t, owner, asSpoken, dog, cat }: Desk) {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: t.palette.title }).fill(asSpoken);
  const caller = page.getByRole("group", { name: t.nav.owners }).getByRole("option");
  for (const text of [fullName(owner), dog.name, cat.name]) await expect(caller).toContainText(text);
  await caller.click();
  await heading(page, fullName(owner));
}

async function opensTheAnimal({ page }: Desk, { name }: Animal) {
  await page.getByRole("main").getByRole("link", { name, exact: true }).click();
  await heading(page, name);
}

async function books({ page, t, timeZone, veterinarian }: Desk, { name, reason }: Animal) {
  await page.getByRole("main").getByRole("link", { name: t.appointment.new }).click();
  const entry = form(page, t.appointment.new);
  await expect(entry.getByRole("combobox", { name: t.patient.one })).toHaveValue(name);
  await field(entry, t.appointment.date).fill(todayIn(timeZone));
  await field(entry, t.appointment.time).fill(TIME);
  await field(entry, t.appointment.doctor).selectOption({ label: fullName(veterinarian) });
  await field(entry, t.appointment.reason).fill(reason);
  await button(entry, t.act.save).click();
}

async function standsInTheCalendar({ page, t }: Desk, { name }: Animal, state = "") {
  await says(page, t.appointment.saved);
  await expect(page.getByRole("button", { name: new RegExp(`${name}.*${TIME}.*${state}`) })).toBeVisible();
}

async function squeezesIn({ page, t, dog, whySqueezedIn }: Desk) {
  const taken = question(page, t.appointment.takenTitle);
  await expect(taken).toContainText(dog.name);
  await field(taken, t.appointment.overbookReason).fill(whySqueezedIn);
  await button(taken, t.appointment.overbook).click();
  await expect(taken).toBeHidden();
}

async function checksIn({ page, t }: Desk, { name }: Animal) {
  const card = (stage: string) =>
    page.getByRole("region", { name: stage, exact: true }).getByRole("link", { name, exact: true });
  await page.getByRole("navigation", { name: t.nav.label }).getByRole("link", { name: t.nav.today }).click();
  await expect(card(t.today.stages.booked)).toBeVisible();
  await page.getByRole("button", { name: new RegExp(`^${t.today.moveTo}: ${name}`) }).click();
  await page.getByRole("menuitem", { name: t.today.stages.arrived }).click();
  await says(page, t.today.moved(name, t.today.stages.arrived));
  await card(t.today.stages.arrived).click();
  await heading(page, name);
}

async function weighsOnce({ page, t, unit }: Desk, { weightNow }: Animal) {
  const lost = await losesAnswers(page, "/weights");
  await button(page, t.patient.weigh).click();
  const entry = form(page, t.patient.weigh);
  await field(entry, t.patient.weight).fill(weightNow);
  await button(entry, t.act.save).click();
  await says(page, t.state.tryingAgain);
  await lost.noMore();
  await says(page, t.patient.weighed(`${weightNow} ${unit}`));
  expect(lost.keys.length).toBeGreaterThan(1);
  expect([...new Set(lost.keys)]).toEqual([expect.any(String)]);
  await shows(page, `${weightNow} ${unit}`);
  await page.getByText(t.patient.weightHistory).click();
  await expect(button(page, t.patient.voidWeight)).toHaveCount(2); // with that of the registration
}

/** The server does what it is asked, and nobody hears of it. */
async function losesAnswers(page: Page, path: string) {
  const keys: (string | undefined)[] = [];
  page.on("request", (sent) => sent.url().endsWith(path) && keys.push(sent.headers()["idempotency-key"]));
  await page.route(`**${path}`, async (route) => {
    await route.fetch();
    await route.abort();
  });
  return { keys, noMore: () => page.unroute(`**${path}`) };
}

async function writesTheRecord({ page, t, findings, assessment, plan, veterinarian }: Desk) {
  await page.getByRole("main").getByRole("link", { name: t.record.new }).click();
  await expect(field(page, t.record.doctor).locator("option:checked")).toHaveText(fullName(veterinarian));
  await field(page, t.record.symptoms).fill(findings);
  await field(page, t.record.diagnosis).fill(assessment);
  await field(page, t.record.treatment).fill(plan);
  await button(page, t.act.save).click();
  await says(page, t.record.saved);
}

async function signsTheRecord({ page, t, assessment, veterinarian }: Desk) {
  await button(page, t.chart.sign).click();
  await button(question(page, t.chart.signTitle), t.chart.sign).click();
  await expect(page.getByText(t.chart.signedBy(fullName(veterinarian), ""))).toBeVisible();
  await shows(page, assessment);
}

async function writesTheBill({ page, t, visit, tablet, total }: Desk) {
  await page.getByRole("link", { name: t.record.bill }).click();
  for (const [place, { name, quantity }] of [visit, tablet].entries()) {
    await button(page, t.bill.addLine).click();
    await field(page, t.bill.description).nth(place).fill(name);
    await page.getByRole("option", { name }).click();
    await field(page, t.bill.quantity).nth(place).fill(quantity);
  }
  await expect(page.getByText(total).last()).toBeVisible();
}

async function issuesTheBill({ page, t, total }: Desk) {
  await button(page, t.bill.issue).click();
  await button(question(page, `${t.bill.issueTitle} ${total}`), t.bill.issue).click();
  await heading(page, /BILL-\d{6}/);
  await shows(page, total);
}

async function takesThePayment(desk: Desk) {
  const { page, t, total } = desk;
  const lost = await losesAnswers(page, "/payments");
  await button(page, t.bill.pay).click();
  await button(form(page, t.bill.payTitle), t.bill.pay).click();
  await says(page, t.state.tryingAgain);
  await lost.noMore();
  await says(page, t.bill.paid);
  await expect(page.getByRole("main").getByText(t.bill.statuses.paid, { exact: true })).toBeVisible();
  await expect(payments(desk)).toHaveText([new RegExp(`^${t.bill.methods.card}.*\\${total}$`)]);
}

async function creditsTheTablets({ page, t, tablet, whyRefunded }: Desk) {
  await button(page, t.bill.credit).click();
  const entry = form(page, t.bill.creditTitle);
  await entry.getByRole("radio", { name: t.bill.creditLines }).check();
  await entry.getByLabel(tablet.name).fill(RETURNED);
  await field(entry, t.bill.reason).fill(whyRefunded);
  await button(entry, t.bill.credit).click();
  await expect(page.getByText(whyRefunded)).toBeVisible();
}

async function refundsTheTablets(desk: Desk) {
  const { page, t, refund } = desk;
  await button(page, t.bill.refund(refund)).click();
  const entry = form(page, t.bill.refund(refund));
  await button(entry, t.bill.refundNow).click();
  const back = payments(desk).filter({ hasText: `${t.bill.refundNow}: ${t.bill.methods.card}` });
  await expect(back).toContainText(`-${refund}`);
  await expect(button(page, t.bill.refund(refund))).toBeHidden();
}
