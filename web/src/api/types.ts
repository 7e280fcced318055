import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
export type Owner = Schemas["Owner"];
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

export type Stats = Schemas["DashboardStats"];
export type Summary = Schemas["PatientSummary"];
