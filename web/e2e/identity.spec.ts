import { readFileSync } from "node:fs";
import type { Browser, Locator, Page } from "@playwright/test";
import jsQR from "jsqr";
import { ownClinic } from "./clinic";
import { another, Api, expect, PASSWORD, signIn, test, unique, US } from "./kit";
import { totp } from "./totp";

async function newUser(api: Api, email: string, role = "staff") {
  const names = { username: email, email, firstName: "Lin", lastName: unique("Reset") };
  await api.call("POST", "/users", { ...names, roles: [role], password: PASSWORD });
  return `${names.firstName} ${names.lastName}`;
}

const stranger = async (browser: Browser, to: string): Promise<Page> => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(to);
  return page;
};

async function choose(page: Page, password: string) {
  await page.getByLabel("New password", { exact: false }).first().fill(password);
  await page.getByLabel("New password once more").fill(password);
  await page.keyboard.press("Enter");
}

test.describe("a forgotten password", () => {
  test("is set anew with an admin's link, once", async ({ page, browser, request, context }) => {
    const email = `${unique("u")}@${US}`;
    const name = await newUser(await Api.of(request), email);
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await signIn(page, `admin@${US}`, "/settings/users");
    await page.getByRole("button", { name: `Password link: ${name}` }).click();
    const dialog = page.getByRole("dialog", { name: `A new password for ${name}` });
    await dialog.getByRole("button", { name: "Copy" }).click();
    await expect(page.getByText("Copied.")).toBeVisible();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toBe(await dialog.getByLabel("Link").inputValue());
    expect(link).toContain("/reset#token=");

    const theirs = await stranger(browser, link);
    await theirs.getByLabel("New password", { exact: false }).first().fill("short");
    await theirs.getByLabel("New password once more").fill("shorter");
    await theirs.keyboard.press("Enter");
    await expect(theirs.getByText("isn’t the same as above")).toBeVisible();
    await theirs.getByLabel("New password once more").fill("short");
    await theirs.keyboard.press("Enter");
    await expect(theirs.getByText("New password: needs at least 8 characters")).toBeVisible();
    await choose(theirs, "a better password");
    await expect(theirs.getByText("Your password is changed")).toBeVisible();
    expect(theirs.url()).not.toContain("token");
    await theirs.getByRole("link", { name: "Sign in" }).click();
    await theirs.locator("[name=username]").fill(email);
    await theirs.locator("[name=password]").fill("a better password");
    await theirs.keyboard.press("Enter");
    await expect(theirs.getByRole("navigation").first()).toBeVisible();

    const again = await stranger(browser, link);
    await choose(again, "another password");
    await expect(again.getByText("This link doesn’t work")).toBeVisible();
  });

  test("isn't set by a link without its token", async ({ browser }) => {
    const page = await stranger(browser, "/reset");
    await expect(page.getByText("This link doesn’t work")).toBeVisible();
  });
});

test("who is invited sets their own password, by a link that can be made anew", async ({ page, browser }) => {
  const [email, lastName] = [`${unique("u")}@${US}`, unique("Invited")];
  await signIn(page, `admin@${US}`, "/settings/users");
  await page.getByRole("button", { name: "Invite someone" }).click();
  for (const [field, text] of Object.entries({ "Last name": lastName, "First name": "Lin", Username: email }))
    await page.getByRole("textbox", { name: field }).fill(text);
  await page.getByLabel("E-mail address").fill(email);
  await page.keyboard.press("Control+Enter");
  const dialog = page.getByRole("dialog", { name: `Invitation for Lin ${lastName}` });
  const first = await dialog.getByLabel("Link").inputValue();
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(
    page.getByRole("listitem").filter({ hasText: email }).getByText("Invited", { exact: true }),
  ).toBeVisible();
  await page.getByRole("button", { name: `Invitation link: Lin ${lastName}` }).click();
  await expect(dialog.getByLabel("Link")).not.toHaveValue(first);

  const theirs = await stranger(browser, await dialog.getByLabel("Link").inputValue());
  await expect(theirs.getByRole("heading", { name: "Welcome to VetChart" })).toBeVisible();
  await choose(theirs, "a choice of their own");
  await expect(theirs.getByText("Your password is set")).toBeVisible();
});

/** What a phone's camera would read on the screen. */
async function read(page: Page, code: Locator): Promise<string> {
  const picture = (await code.screenshot()).toString("base64");
  const { data, width, height } = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d")!;
    context.drawImage(image, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, image.width, image.height);
    return { data: [...data], width, height };
  }, picture);
  return jsQR(Uint8ClampedArray.from(data), width, height)?.data ?? "";
}

test("a role that must have a second factor enrols one by QR code before its first session", async ({
  page,
  browser,
  request,
}) => {
  const clinic = ownClinic();
  const api = await Api.of(request, clinic.admin);
  const email = clinic.address("desk");
  const name = await newUser(api, email);
  await signIn(page, clinic.admin, "/settings/clinic");
  await page.getByRole("checkbox", { name: "Front desk" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Clinic saved.")).toBeVisible();

  const theirs = await stranger(browser, "/");
  await theirs.emulateMedia({ colorScheme: "dark" });
  await theirs.locator("[name=username]").fill(email);
  await theirs.locator("[name=password]").fill(PASSWORD);
  await theirs.keyboard.press("Enter");
  await expect(theirs.getByText("Your clinic asks for two-step sign-in")).toBeVisible();
  await theirs.getByRole("button", { name: "Set up" }).click();
  const code = theirs.getByRole("img", { name: "QR code of the secret" });
  const uri = await read(theirs, code);
  expect(uri).toBe(await theirs.getByRole("link", { name: "Open in the app" }).getAttribute("href"));
  await theirs.locator("[name=code]").fill(totp(new URL(uri).searchParams.get("secret")!));
  await theirs.keyboard.press("Enter");
  const codes = theirs.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(codes).toHaveCount(10);
  const saving = theirs.waitForEvent("download");
  await theirs.getByRole("button", { name: "Download" }).click();
  const kept = readFileSync(await (await saving).path(), "utf8")
    .trim()
    .split("\n");
  expect(kept).toEqual(await codes.allTextContents());
  await theirs.getByRole("button", { name: "I’ve saved them" }).click();
  await theirs.locator("[name=username]").fill(email);
  await theirs.locator("[name=password]").fill(PASSWORD);
  await theirs.locator("[name=code]").fill(kept[0]!);
  await theirs.keyboard.press("Enter");
  await expect(theirs.getByRole("navigation").first()).toBeVisible();

  await page.goto("/settings/users");
  await page.getByRole("button", { name: `Lost phone: ${name}` }).click();
  await page.getByRole("button", { name: "Turn it off" }).click();
  await expect(page.getByText("Two-step sign-in turned off.")).toBeVisible();
  await expect(theirs.getByText("Your session has ended")).toBeVisible({ timeout: 20_000 });
});

test("a session elsewhere is seen and ended", async ({ page, browser, request }) => {
  const email = `${unique("u")}@${US}`;
  await newUser(await Api.of(request), email);
  const elsewhere = await another(browser, email);
  await signIn(page, email, "/settings");
  await page.getByRole("button", { name: "End session" }).click();
  await expect(page.getByText("Session ended.")).toBeVisible();
  await expect(page.getByRole("button", { name: "End session" })).toBeHidden();
  await elsewhere.goto("/owners");
  await expect(elsewhere.locator("[name=password]")).toBeVisible();
});
