/** Whose an animal, a visit or a record is: one of the staff by id, a visiting veterinarian by name, or nobody's. */
import type { Reader } from "@/typed/reader";

export const VISITING = "visiting";

/** `id`: one of the staff's, VISITING for somebody from outside, empty for nobody. */
export interface Doctor {
  id: string;
  name: string;
}

export const NOBODY: Doctor = { id: "", name: "" };

/** As the API has it. */
export const doctorOf = (id: string | null | undefined, name = ""): Doctor => ({
  id: id ?? (name ? VISITING : ""),
  name,
});

/** The id or the name, for `naming`. A visiting one needs a name. */
export const readDoctor = (path: string, { id, name }: Doctor, reader: Reader): string =>
  id === VISITING ? reader.name(path, name) : id;

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether `who` is one of the staff, by id, and not a name. */
export const isStaff = (who: string) => ID.test(who);

/** What a write says of whose it is. */
export const naming = (who: string) =>
  isStaff(who) ? { veterinarianId: who } : { veterinarianId: null, veterinarian: who };
