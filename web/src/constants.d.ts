/** From openapi.json, by vite.config.ts. */
declare const LEAST_PASSWORD: number;
