import { control, expect, signIn, test, US } from "../kit";

interface Span {
  name: string;
  service: string;
  kind: string;
  trace_id: string;
  span_id: string;
  parent_id: string;
}

test("a click is one trace: from the page through the gateway and the service to SQL", async ({ page }) => {
  await signIn(page, `staff@${US}`);
  const asked = page.waitForRequest((request) => request.url().includes("/api/owners"));
  await page.getByRole("link", { name: "Owners" }).first().click();
  const [, traceId, pageSpan, flag] = (await asked).headers().traceparent!.split("-");
  expect(flag).toBe("01");

  const spans = async () => await control<Span[]>("GET", `/traces/${traceId}`);
  const ofSql = (all: Span[]) => all.find(({ service, name }) => service === "patients" && name.startsWith("select "));
  await expect.poll(async () => ofSql(await spans())?.trace_id).toBe(traceId);
  const fromPage = async () => (await spans()).find((span) => span.parent_id === pageSpan);
  await expect.poll(fromPage).toMatchObject({ service: "gateway", kind: "SERVER", name: "GET /api/owners" });
  expect(way(ofSql(await spans())!, await spans())).toEqual(["patients", "gateway", pageSpan]);
});

/** The services from a span upwards, and at the end the id of the parent that no service knows. */
function way(span: Span, all: Span[]): string[] {
  const parent = all.find(({ span_id }) => span_id === span.parent_id);
  if (!parent) return [span.service, span.parent_id];
  const above = way(parent, all);
  return span.service === above[0] ? above : [span.service, ...above];
}
