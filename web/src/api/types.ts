import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
export type Owner = Schemas["Owner"];
export type OwnerIn = Schemas["OwnerIn"];
export type Patient = Schemas["Patient"];
export type PatientIn = Schemas["PatientIn"];
export type Weight = Schemas["Weight"];
export type WeightIn = Schemas["WeightIn"];
export type Record = Schemas["Record"];
export type RecordIn = Schemas["RecordIn"];
export type Draft = Schemas["Draft"];
export type DraftIn = Schemas["DraftIn"];
export type RecordTemplate = Schemas["RecordTemplate"];
export type RecordVersion = Schemas["RecordVersion"];
export type Appointment = Schemas["Appointment"];
export type AppointmentIn = Schemas["AppointmentIn"];
export type Bill = Schemas["Bill"];
export type PriceItem = Schemas["PriceItem"];
export type Clinic = Schemas["Clinic"];
export type SearchResult = Schemas["SearchResult"];
export type SearchFilters = Omit<NonNullable<paths["/search"]["get"]["parameters"]["query"]>, "q">;
export type LoginSession = Schemas["Session"];
export type User = Schemas["User"];

/** The gateway composes these out of the services' objects, so its document calls them `object`. */
export interface Stats {
  totalPatients: number | null;
  totalOwners: number | null;
  todayAppointments: number | null;
  recentRecords: Record[];
  degraded?: string[];
}

export interface Summary {
  patient: Patient | null;
  owner: Owner | null;
  alerts: string[];
  weights: Weight[];
  records: Record[];
  appointments: Appointment[];
  bills: Bill[];
  degraded?: string[];
}
