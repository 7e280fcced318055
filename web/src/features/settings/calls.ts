import { queryOptions } from "@tanstack/react-query";
import { api, body, idempotent, ifMatch, whole } from "@/api/client";
import type { Target } from "@/api/once";
import type { PriceItem, PriceItemIn, Schemas } from "@/api/types";

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

export const listPrices = (q: string) => (cursor: string | undefined) =>
  whole(api.GET("/price-items", { params: { query: { limit: 200, cursor, q: q || undefined } } }));
export const savePrice = ({ id, version, key }: Target, price: PriceItemIn) =>
  id
    ? body(api.PUT("/price-items/{id}", { ...path(id), body: price, headers: ifMatch(version) }))
    : body(api.POST("/price-items", { body: price, headers: idempotent(key) }));
export const archivePrice = ({ id, version }: PriceItem) =>
  body(api.DELETE("/price-items/{id}", { ...path(id), headers: ifMatch(version) }));
export const restorePrice = (id: string) => body(api.POST("/price-items/{id}/restore", path(id)));

export const saveClinic = (clinic: Schemas["ClinicInChange"], version: number) =>
  body(api.PUT("/clinic", { body: clinic, headers: ifMatch(version) }));

export const listAudit = (cursor: string | undefined) =>
  whole(api.GET("/audit", { params: { query: { limit: 100, cursor } } }));
export const verifyAudit = () => body(api.GET("/audit/verify"));
