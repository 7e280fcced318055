/** What the tests of medical records share. */
import type { Page } from "@playwright/test";
import { faults } from "./axe";
import { type Api, expect, US } from "./kit";

export const VET = `vet@${US}`;

/** Of a patient of its own, written by whom the API is signed in as. */
export async function newRecord(api: Api, fields: object = {}) {
  const patient = await api.patient();
  const record = await api.call("POST", "/records", { patientId: patient.id, diagnosis: "Otitis", ...fields });
  return { ...patient, recordId: record.id };
}

export async function hasDraft(api: Api, id: string): Promise<boolean> {
  return (await api.call<{ id: string }[]>("GET", "/drafts")).some((draft) => draft.id === id);
}

export async function accessible(page: Page) {
  expect(await faults(page, page.url())).toEqual([]);
}
