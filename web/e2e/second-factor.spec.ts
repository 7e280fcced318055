import { Api, expect, PASSWORD, signIn, test, unique, US } from "./kit";
import { totp } from "./totp";

test("a second factor is enrolled, and the next sign-in asks for it", async ({ page, request }) => {
  const api = await Api.of(request);
  const email = `${unique("u")}@${US}`;
  const name = { username: email, email, firstName: "Two", lastName: "Factors" };
  await api.call("POST", "/users", { ...name, roles: ["staff"], password: PASSWORD });
  await signIn(page, email, "/settings");

  const card = page.locator("section", { has: page.getByRole("heading", { name: "Two-step sign-in" }) });
  await card.getByLabel("Password").fill(PASSWORD);
  await card.getByRole("button", { name: "Set up" }).click();
  const uri = await card.getByRole("link", { name: "Open in the app" }).getAttribute("href");
  await card.getByLabel("Sign-in code").fill(totp(new URL(uri!).searchParams.get("secret")!));
  await card.getByRole("button", { name: "Confirm the code" }).click();
  await page.setViewportSize({ width: 390, height: 844 });
  expect((await card.getByRole("listitem").first().boundingBox())!.height).toBeLessThan(30); // a code doesn't break
  await page.setViewportSize({ width: 1280, height: 720 });
  const recovery = await card.getByRole("listitem").first().textContent();
  await card.getByRole("button", { name: "I’ve saved them" }).click();
  await expect(card).toContainText("Each sign-in asks for a code");

  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.locator("[name=username]").fill(email);
  await page.locator("[name=password]").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.locator("[name=code]").fill("000000");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toHaveText("The code is wrong, or was used already.");
  await page.locator("[name=code]").fill(recovery!);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("navigation").first()).toBeVisible();
});
