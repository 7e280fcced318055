import { Api, expect, signIn, test, unique, US } from "./kit";

test("a day of the front desk: owner, patient, appointment, record, bill, payment", async ({ page }) => {
  await signIn(page, `admin@${US}`, "/owners");
  const lastName = unique("Day");
  const pet = unique("Rex");

  await page.getByRole("button", { name: "New owner" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Last name: is required")).toBeVisible();
  await page.getByLabel("Last name").fill(lastName);
  await page.getByLabel("First name").fill("June");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("heading", { name: `June ${lastName}` })).toBeVisible();

  await page.getByRole("button", { name: "New patient" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(pet);
  await page.getByLabel("Weight").fill("31.5");
  await page.getByLabel("Microchip").fill("12");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Microchip: isn’t valid")).toBeVisible();
  await page.getByLabel("Microchip").fill("");
  await page.getByLabel("Alerts").fill("Penicillin");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: pet }).click();
  await expect(page.getByRole("list", { name: "Alerts" })).toContainText("Penicillin");

  await page.getByRole("link", { name: "New appointment" }).click();
  await page.getByLabel("Time").fill("21:10");
  await page.getByLabel("Veterinarian", { exact: true }).last().selectOption("Visiting veterinarian");
  await page.getByLabel("Name of the visiting veterinarian").fill(unique("Dr "));
  await page.getByLabel("Reason").fill("Itching");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: new RegExp(pet) }).click();
  await page.getByRole("button", { name: "Done", exact: true }).click();
  const unbilled = page.getByRole("dialog", { name: `${pet}: nothing billed` });
  await unbilled.getByLabel("Reason").fill("Billed with the record");
  await unbilled.getByRole("button", { name: "No charge" }).click();
  await expect(page.getByText("Set to: Done.")).toBeVisible();

  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Search and go" })).toBeFocused();
  await page.keyboard.type(pet);
  await page.getByRole("option", { name: pet }).click();
  await page.getByRole("link", { name: "New record" }).click();
  await page.getByLabel("Assessment").fill("Flea allergy");
  await page.getByLabel("Plan and treatment").fill("Spot-on");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Record saved.")).toBeVisible();

  await page.getByRole("link", { name: "Bill this visit" }).click();
  await page.getByRole("button", { name: "Add a line" }).click();
  await page.getByLabel("Description").fill("Office vis");
  await page.getByRole("option", { name: /Office visit/ }).click();
  await page.getByLabel("Quantity").fill("2");
  await expect(page.getByText("$140.40")).toBeVisible();
  await page.getByRole("button", { name: "Issue" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Issue" }).click();
  await expect(page.getByRole("heading", { name: /BILL-\d{6}/ })).toBeVisible();
  await page.getByRole("button", { name: "Take payment" }).click();
  await page.getByLabel("Amount").fill("100");
  await page.getByRole("button", { name: "Take payment" }).last().click();
  await expect(page.getByText("$40.40")).toBeVisible();
  await page.getByRole("button", { name: "Take payment" }).click();
  await page.getByRole("button", { name: "Take payment" }).last().click();
  await expect(page.getByRole("main").getByText("Paid", { exact: true })).toBeVisible();
});

test("what was archived comes back by undo", async ({ page, request }) => {
  const api = await Api.of(request);
  const lastName = unique("Undo");
  const owner = await api.call("POST", "/owners", { firstName: "Al", lastName });
  await signIn(page, `admin@${US}`, `/owners/${owner.id}`);
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(page.getByRole("button", { name: "Restore" })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("button", { name: "Archive" })).toBeVisible();
});
