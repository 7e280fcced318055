import type { Locator, Page } from "@playwright/test";
import { ownClinic } from "./clinic";
import { Api, expect, signIn, test, unique, US } from "./kit";

const TUESDAY = "2031-03-04"; // far from any today

const blockOf = (page: Page, { name }: { name: string }) => page.getByRole("button", { name: new RegExp(`^${name}`) });
const boxOf = async (place: Locator) => (await place.boundingBox())!;

test("the week shows the names of those who are there at once; who cancelled takes no room from them", async ({
  page,
  request,
}) => {
  const clinic = ownClinic();
  const api = await Api.of(request, clinic.admin);
  const { ownerId } = await api.patient();
  const named = async (name: string, rest: object) => {
    const patient = await api.call("POST", "/patients", { name, species: "Dog", ownerId });
    await api.call("POST", "/appointments", { patientId: patient.id, date: TUESDAY, ...rest });
    return { name };
  };
  const three = [];
  for (const name of ["Bella", "Max", "Charlie"])
    three.push(await named(name, { time: "10:00", veterinarian: `Dr. ${name}` }));
  const held = await named("Nabi", { time: "14:00", veterinarian: "Dr. Max" });
  const gone = await named("Duke", { time: "14:00", veterinarian: "Dr. Max", status: "cancelled" });
  await signIn(page, clinic.admin, `/appointments?view=week&date=${TUESDAY}`);

  for (const each of three) {
    const [block, name] = [await boxOf(blockOf(page, each)), await boxOf(page.getByText(each.name, { exact: true }))];
    expect(name.height).toBeLessThan(20); // in one line
    expect(name.x + name.width).toBeLessThanOrEqual(block.x + block.width);
  }
  const column = await boxOf(page.locator(`[data-column="${TUESDAY}"]`));
  const [nabi, duke] = [await boxOf(blockOf(page, held)), await boxOf(blockOf(page, gone))];
  expect(nabi.width).toBeGreaterThan(column.width * 0.75);
  expect(duke.x).toBeGreaterThanOrEqual(nabi.x + nabi.width);
});

test("calendar and patient say how far a visit is; its record can be written from arrival on", async ({
  page,
  request,
}) => {
  const api = await Api.of(request);
  const patient = await api.patient();
  const veterinarian = unique("Dr ");
  const visit = { patientId: patient.id, date: TUESDAY, time: "15:00", reason: "Limping", veterinarian };
  const { id } = await api.call("POST", "/appointments", visit);
  await signIn(page, `admin@${US}`, `/appointments?date=${TUESDAY}&vet=${veterinarian}&open=${id}`);
  const dialog = page.getByRole("dialog", { name: "Appointment" });
  await expect(dialog.getByText("Booked")).toBeVisible();
  await expect(dialog.getByRole("link", { name: "Write record" })).toBeHidden();

  await api.call("POST", `/appointments/${id}/stage`, { stage: "withVet" });
  await expect(dialog.getByText("With the vet")).toBeVisible();
  await expect(dialog.getByRole("link", { name: "Write record" })).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(blockOf(page, patient)).toHaveText(/With the vet/);
  await page.goto(`/patients/${patient.id}`);
  await expect(page.getByRole("listitem").filter({ hasText: "Limping" })).toContainText("With the vet");
});

test("the line of the time that it is goes behind the appointments", async ({ page, request }) => {
  const clinic = ownClinic();
  const api = await Api.of(request, clinic.admin);
  const [date, clock] = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "America/New_York",
    dateStyle: "short",
    timeStyle: "short",
  })
    .format(new Date())
    .split(" ") as [string, string];
  const patient = await api.patient();
  await api.call("POST", "/appointments", {
    patientId: patient.id,
    date,
    time: `${clock.slice(0, 2)}:00`,
    duration: 120,
  });
  await signIn(page, clinic.admin, "/appointments");
  const block = blockOf(page, patient);
  await expect(block).toBeVisible();
  const [line, box] = [await boxOf(page.locator("[data-now]")), await boxOf(block)];
  expect(line.y).toBeGreaterThanOrEqual(box.y - 1);
  expect(line.y).toBeLessThan(box.y + box.height);
  // Neither has a level of its own, so what comes later is painted over what came before.
  const isBehind = await block.evaluate((element) => {
    const now = document.querySelector("[data-now]")!;
    const levels = [now, element.parentElement!].map((each) => getComputedStyle(each).zIndex);
    return levels.every((level) => level === "auto") && now.compareDocumentPosition(element) & 4;
  });
  expect(isBehind).toBeTruthy();
});
