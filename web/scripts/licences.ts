/** Fonts are given on with their licences. */
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

const LICENCES = {
  "Inter-OFL.txt": "node_modules/@fontsource-variable/inter/LICENSE",
  "Pretendard-OFL.txt": "node_modules/pretendard/dist/LICENSE.txt",
};

export const licences = (): Plugin => ({
  name: "licences",
  apply: "build",
  generateBundle() {
    for (const [name, path] of Object.entries(LICENCES))
      this.emitFile({ type: "asset", fileName: `licences/${name}`, source: readFileSync(path) });
  },
});
