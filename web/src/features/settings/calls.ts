import { queryOptions } from "@tanstack/react-query";
import { api, body, idempotent, ifMatch, whole } from "@/api/client";
import type { Schemas } from "@/api/types";

const path = (id: string) => ({ params: { path: { id } } });

export const sessionsQuery = queryOptions({ queryKey: ["session"], queryFn: () => body(api.GET("/auth/sessions")) });
export const endSession = (id: string) => body(api.DELETE("/auth/sessions/{id}", path(id)));
export const changePassword = (change: Schemas["PasswordChange"]) => body(api.POST("/auth/password", { body: change }));

export const usersQuery = queryOptions({
  queryKey: ["user"],
  queryFn: () => body(api.GET("/users", { params: { query: { limit: 500 } } })),
});
export const createUser = (user: Schemas["NewUser"], key: string) =>
  body(api.POST("/users", { body: user, headers: idempotent(key) }));
export const updateUser = (id: string, user: Schemas["UserChangeChange"], version: number) =>
  body(api.PUT("/users/{id}", { ...path(id), body: user, headers: ifMatch(version) }));
export const inviteAgain = (id: string) => body(api.POST("/users/{id}/invitation", path(id)));
export const makeResetLink = (id: string) => body(api.POST("/users/{id}/password-reset", path(id)));
export const removeUsersFactor = (id: string) => body(api.DELETE("/users/{id}/second-factor", path(id)));

export const saveHours = (hours: Schemas["HoursInChange"], version: number) =>
  body(api.PUT("/hours", { body: hours, headers: ifMatch(version) }));

export const saveClinic = (clinic: Schemas["ClinicInChange"], version: number) =>
  body(api.PUT("/clinic", { body: clinic, headers: ifMatch(version) }));

export const listAudit = (cursor: string | undefined) =>
  whole(api.GET("/audit", { params: { query: { limit: 100, cursor } } }));
export const verifyAudit = () => body(api.GET("/audit/verify"));
