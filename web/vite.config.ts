import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import openapi from "./openapi.json";
import { licences } from "./scripts/licences";
import { precompress } from "./scripts/precompress";

// React for the sign-in; what the rest of the page needs beside it.
const REACT = /node_modules\/(react|react-dom|scheduler)\//;
const LIBRARIES = /node_modules\/(react-router|@tanstack\/(query-core|react-query))\//;
const library = (id: string) => (REACT.test(id) ? "react" : LIBRARIES.test(id) ? "libraries" : undefined);

export default defineConfig({
  plugins: [react(), tailwindcss(), licences(), precompress()],
  // The types come from there at build time; so does the one number that the page has to say.
  define: { LEAST_PASSWORD: openapi.components.schemas.PasswordChange.properties.new.minLength },
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  // Inlined files would be data: addresses, which the page's policy refuses for fonts.
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The libraries change less often than the page: a new version of it leaves them in the browser's cache.
    rollupOptions: { output: { manualChunks: library } },
  },
  server: { proxy: { "/api": process.env.VITE_API_TARGET ?? "http://localhost:3001" } },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
