import { expect, test } from "vitest";
import { isProblem } from "@/api/problem";
import { read } from "@/typed/reader";
import { type FieldOf, sentOf, valuesOf } from "./fields";

interface Dose {
  vaccine: string;
  route: "skin" | "muscle";
  givenOn: string;
  dueOn?: string | null;
  millilitres?: number | null;
  price: number;
  charged?: boolean;
  notes?: string;
  veterinarianId?: string | null;
}

const FIELDS = [
  { name: "vaccine", label: "Vaccine", required: true },
  {
    name: "route",
    label: "Route",
    kind: "choice",
    options: [
      ["skin", "Under the skin"],
      ["muscle", "Into the muscle"],
    ],
  },
  { name: "givenOn", label: "Given", kind: "day", required: true, begin: "2026-11-28" },
  { name: "dueOn", label: "Due", kind: "day" },
  { name: "millilitres", label: "Dose", kind: "decimal", decimals: 2 },
  { name: "price", label: "Price", kind: "money", required: true },
  { name: "charged", label: "Charged", kind: "check", begin: true },
  { name: "notes", label: "Notes", kind: "prose" },
  {
    name: "veterinarianId",
    label: "By",
    kind: "reference",
    placeholder: "Choose",
    find: () => Promise.resolve([]),
  },
] as const satisfies readonly FieldOf<Dose>[];

const NEW = {
  vaccine: "",
  route: "skin",
  givenOn: "2026-11-28",
  dueOn: "",
  millilitres: "",
  price: "",
  charged: true,
  notes: "",
  veterinarianId: { id: "", name: "" },
};
const sent = (values: object, digits = 2) =>
  read((reader) => sentOf(FIELDS, { ...valuesOf(FIELDS), ...values }, reader, digits));

test("a new one begins with what its fields do", () => {
  expect(valuesOf(FIELDS)).toEqual(NEW);
});

test("one that is there shows what it has, and nothing where it has none", () => {
  const dose = { vaccine: "Rabies", route: "muscle", givenOn: "2026-01-05", dueOn: null, millilitres: 0.5, price: 30 };
  const by = { veterinarianId: "1", veterinarian: "Ann Lee" };
  expect(valuesOf(FIELDS, { ...dose, ...by, charged: false, id: "2" })).toEqual({
    ...NEW,
    vaccine: "Rabies",
    route: "muscle",
    givenOn: "2026-01-05",
    millilitres: "0.5",
    price: "30",
    charged: false,
    veterinarianId: { id: "1", name: "Ann Lee" },
  });
});

test("what is typed is sent as the API takes it", () => {
  expect(sent({ vaccine: " Rabies  3y ", price: "1,250.50", notes: " a\n b", millilitres: ".5" })).toEqual({
    vaccine: "Rabies 3y",
    route: "skin",
    givenOn: "2026-11-28",
    dueOn: null,
    millilitres: 0.5,
    price: 1250.5,
    charged: true,
    notes: " a\n b",
    veterinarianId: null,
  });
  expect(sent({ vaccine: "R", price: "1", veterinarianId: { id: "1", name: "Ann" } })).toMatchObject({
    veterinarianId: "1",
  });
});

const faultsOf = (attempt: () => unknown) => {
  try {
    attempt();
  } catch (error) {
    return isProblem(error) ? error.errors : error;
  }
  return [];
};

test.each([
  ["vaccine", " ", "required"],
  ["givenOn", "", "required"],
  ["dueOn", "2026-02-30", "day"],
  ["millilitres", "half", "number"],
  ["price", "1.5", "digits"],
])("%s is refused where it is %o", (path, text, code) => {
  const attempt = () => sent({ vaccine: "R", price: "1", [path]: text }, 0);
  expect(faultsOf(attempt)).toEqual([{ path, code, message: "" }]);
});
