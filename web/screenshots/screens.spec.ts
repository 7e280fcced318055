/** `npm run screenshots`: every screen of the demo clinics into docs/screenshots. SIZE=390x844 FOLDER=../var/screens shows
 * them on another screen. */
import { expect, type Page, test } from "@playwright/test";
import { Api, KOREA, settled, signIn, US } from "../e2e/kit";

const FOLDER = process.env.FOLDER ?? "../docs/screenshots";
const [width = 1280, height = 800] = (process.env.SIZE ?? "").split("x").filter(Boolean).map(Number);
const DARK = new Set(["today", "patient", "week", "analytics"]);

const open = async (page: Page, to: string) => {
  await page.goto(to);
  await settled(page);
};

interface Ids {
  patient: string;
  owner: string;
  record: string;
  sent: string;
  draft: string;
}

async function ids(api: Api): Promise<Ids> {
  const first = async (list: string) =>
    (await api.call<{ id: string; patientId: string }[]>("GET", `${list}limit=1`))[0]!;
  const record = await first("/records?");
  const { ownerId } = await api.call<{ ownerId: string }>("GET", `/patients/${record.patientId}`);
  const [sent, draft] = [await first("/bills?status=sent&"), await first("/bills?status=draft&")];
  return { patient: record.patientId, owner: ownerId, record: record.id, sent: sent.id, draft: draft.id };
}

/** A morning under way: somebody in each column of the board. */
async function begin(api: Api) {
  const { timeZone } = await api.call<{ timeZone: string }>("GET", "/clinic");
  const day = new Date().toLocaleDateString("sv", { timeZone });
  const today = await api.call<{ id: string; stage: string }[]>(
    "GET",
    `/appointments?status=scheduled&from=${day}&to=${day}`,
  );
  const booked = today.filter(({ stage }) => stage === "booked").reverse(); // the earliest first
  for (const [place, stage] of ["toPay", "withVet", "arrived"].entries())
    if (booked[place + 1]) await api.call("POST", `/appointments/${booked[place]!.id}/stage`, { stage });
}

const screens = ({ patient, owner, record, sent, draft }: Ids): [name: string, address: string][] => [
  ["today", "/"],
  ["day", "/appointments"],
  ["week", "/appointments?view=week"],
  ["month", "/appointments?view=month"],
  ["appointment", "/appointments?new=1"],
  ["patients", "/patients"],
  ["patient", `/patients/${patient}`],
  ["patient-form", "/patients?new=1"],
  ["owners", "/owners"],
  ["owner", `/owners/${owner}`],
  ["records", "/records"],
  ["record", `/records/${record}`],
  ["record-new", `/records/new?patient=${patient}`],
  ["bills", "/bills"],
  ["bill", `/bills/${sent}`],
  ["bill-draft", `/bills/${draft}`],
  ["analytics", "/analytics"],
  ["account", "/settings"],
  ["prices", "/settings/prices"],
  ["users", "/settings/users"],
  ["clinic", "/settings/clinic"],
  ["hours", "/settings/hours"],
  ["audit", "/settings/audit"],
];

test.use({ hasTouch: width < 1280, isMobile: width < 600 });

for (const [language, clinic] of [
  ["en", US],
  ["ko", KOREA],
] as const)
  test(`screens in ${language}`, async ({ page, request }) => {
    await page.setViewportSize({ width, height });
    const shoot = (name: string) =>
      page.screenshot({ animations: "disabled", path: `${FOLDER}/${name}.${language}.png` });
    await page.goto("/");
    await page.evaluate((chosen) => {
      localStorage.setItem("vetchart.language", chosen);
      localStorage.setItem("vetchart.theme", "light");
    }, language);
    await open(page, "/");
    await shoot("sign-in");
    await signIn(page, `admin@${clinic}`);
    const api = await Api.of(request, `admin@${clinic}`);
    await begin(api);
    const found = await ids(api);
    // A weight curve needs more than the one weight of the demo.
    const { weight } = await api.call<{ weight: number }>("GET", `/patients/${found.patient}`);
    for (const part of [0.95, 0.97, 1.02, 1])
      await api.call("PUT", `/patients/${found.patient}`, { weight: Number((weight * part).toFixed(1)) });
    for (const [name, address] of screens(found)) {
      await open(page, address);
      await shoot(name);
      if (!DARK.has(name)) continue;
      await page.evaluate(() => void (document.documentElement.dataset.theme = "dark"));
      await shoot(`${name}-dark`);
    }
    await api.call("PUT", `/records/${found.record}`, {
      notes: language === "ko" ? "2주 후 재검" : "Recheck in 2 weeks",
    });
    await open(page, `/records/${found.record}`);
    await page.getByRole("button", { name: language === "ko" ? "버전" : "Versions" }).click();
    await settled(page);
    await shoot("versions");
    await page.setViewportSize({ width: 820, height: 1180 });
    await open(page, "/");
    await shoot("today-tablet");
    await page.setViewportSize({ width, height });
    await open(page, "/");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill(language === "ko" ? "ㅋㅇ" : "mi");
    await expect(page.getByRole("option").first()).toBeVisible();
    await shoot("search");
  });
