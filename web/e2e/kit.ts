/** What every test needs: a signed-in page, the API for what isn't the test's matter, and a watch on the console. */
import {
  type APIRequestContext,
  type Browser,
  type BrowserContext,
  expect,
  type Page,
  test as base,
} from "@playwright/test";

/** What the demo clinics' people sign in with, and those whom a test makes: theirs must pass the rules. */
export const DEMO_PASSWORD = "password";
export const PASSWORD = "umbrella walks nine dogs";
const DEMO = /^[a-z.]+@(vetchart\.com|hanbit\.example)$/;
const passwordOf = (user: string) => (DEMO.test(user) ? DEMO_PASSWORD : PASSWORD);
export const ORIGIN = `http://127.0.0.1:${process.env.E2E_PORT}`;
export const US = "vetchart.com";
export const KOREA = "hanbit.example";

const said: string[] = [];

/** Fails where a page logs an error (a refused script, a broken file, an exception) or asks another origin. */
export const test = base.extend<{ quiet: void }>({
  quiet: [
    async ({ page }, use) => {
      said.length = 0;
      watch(page.context());
      await use();
      expect(said).toEqual([]);
    },
    { auto: true },
  ],
});

function watch(context: BrowserContext) {
  context.on("weberror", (error) => said.push(String(error.error())));
  context.on("console", (message) => {
    // The browser itself logs each refused call; those are tested by what the page makes of them.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) said.push(message.text());
  });
  context.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith("chrome")) return; // the browser's own viewer of PDFs
    if (origin !== ORIGIN) said.push(`asked ${request.url()}`);
  });
}

export async function signIn(page: Page, user = `admin@${US}`, to = "/") {
  await page.goto(to);
  await page.locator("[name=username]").fill(user);
  await page.locator("[name=password]").fill(passwordOf(user));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("navigation").first()).toBeVisible();
}

/** All that the screen asks for is there. The network is never idle: a stream of changes stays open. */
export async function settled(page: Page) {
  await expect(page.locator("#main h1, main form").first()).toBeVisible(); // not those that the page begins with
  await expect(page.locator("main [role=status] .sr-only")).toHaveCount(0);
}

export async function another(browser: Browser, user: string, to = "/"): Promise<Page> {
  const context = await browser.newContext();
  watch(context);
  const page = await context.newPage();
  await signIn(page, user, to);
  return page;
}

export class Api {
  constructor(
    private readonly request: APIRequestContext,
    private readonly token: string,
  ) {}

  static async of(request: APIRequestContext, user = `admin@${US}`): Promise<Api> {
    const answer = await request.post("/api/auth/login", { data: { username: user, password: passwordOf(user) } });
    return new Api(request, ((await answer.json()) as { token: string }).token);
  }

  async call<T = { id: string }>(method: string, path: string, data?: object): Promise<T> {
    const answer = await this.request.fetch(`/api${path}`, {
      method,
      data,
      headers: { Authorization: `Bearer ${this.token}` },
    });
    expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true);
    return (await answer.json()) as T;
  }

  /** An owner and an animal that no other test knows. */
  async patient(rest: object = {}) {
    const lastName = unique("Owner");
    const owner = await this.call("POST", "/owners", { firstName: "Kim", lastName, phone: "555-0199" });
    const name = unique("Pet");
    const patient = await this.call("POST", "/patients", { name, species: "Dog", ownerId: owner.id, ...rest });
    return { id: patient.id, name, ownerId: owner.id, ownerName: `Kim ${lastName}` };
  }
}

/** Asks tests/web_suite.py, which started the suite. */
export async function control<T>(method: "GET" | "POST", path: string): Promise<T> {
  const answer = await fetch(`http://127.0.0.1:${process.env.E2E_CONTROL}${path}`, { method });
  expect(answer.ok, path).toBe(true);
  return (await answer.json()) as T;
}

let count = 0;
export const unique = (word: string) => `${word}${process.pid.toString(36)}${Date.now().toString(36)}${count++}`;

export { expect };
