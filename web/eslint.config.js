import js from "@eslint/js";
import a11y from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

// Each floor of src stands on those before it.
const FLOORS = ["api", "i18n", "typed", "ui", "app", "features", "shell"];
const above = (floor) => FLOORS.slice(FLOORS.indexOf(floor) + 1).map((each) => `^@/${each}/`);

const downwards = (floor) => ({
  files: [`src/${floor}/**`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          ...above(floor).map((regex) => ({ regex, message: "Imports go downwards only: see FLOORS." })),
          { regex: "^\\.\\./.*(?<!\\.json)$", message: "Another folder is addressed as @/folder." },
        ],
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ["dist", "src/api/schema.ts", "test-results"] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: tseslint.configs.recommendedTypeChecked,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  },
  // What stands in for a call is async without waiting for anything.
  { files: ["src/**/*.test.ts"], rules: { "@typescript-eslint/require-await": "off" } },
  a11y.flatConfigs.recommended,
  hooks.configs.flat["recommended-latest"],
  {
    rules: {
      "max-lines": ["error", 250],
      "no-console": "error",
      // The first field of a dialog takes the focus; that is what the dialog is for.
      "jsx-a11y/no-autofocus": "off",
      // Our Field wraps label and control.
      "jsx-a11y/label-has-associated-control": ["error", { assert: "either", depth: 4 }],
    },
  },
  {
    // What is typed becomes a number in one place, which refuses what people don't write so: `Number("0x10")` is 16.
    files: ["src/**/*.{ts,tsx}"],
    ignores: ["src/typed/*.ts", "src/**/*.test.ts", "src/features/bills/totals.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        ...["CallExpression[callee.name=/^(Number|parseFloat|parseInt|BigInt)$/]", "UnaryExpression[operator='+']"].map(
          (selector) => ({ selector, message: "Texts become numbers in src/typed/number.ts." }),
        ),
        { selector: "CallExpression[callee.property.name=/^parse(Float|Int)$/]", message: "See src/typed/number.ts." },
      ],
    },
  },
  ...FLOORS.map(downwards),
  { files: ["src/i18n/*.ts"], rules: { "max-lines": "off" } }, // a line a text
  {
    files: ["scripts/*.js", "public/*.js"],
    languageOptions: {
      globals: {
        document: true,
        localStorage: true,
        matchMedia: true,
        navigator: true,
        process: true,
        console: true,
      },
    },
    rules: { "no-console": "off" },
  },
);
