import { defineConfig, globalIgnores } from "eslint/config";
import nextVitals from "eslint-config-next/core-web-vitals";
import nextTypescript from "eslint-config-next/typescript";
import { version } from "react";

const STYLE_PROP = {
  selector: "JSXAttribute[name.name='style']",
  message: "The content security policy refuses style attributes: use a class.",
};

export default defineConfig([
  ...nextVitals,
  ...nextTypescript,
  { settings: { react: { version } } },
  {
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "no-restricted-syntax": ["error", STYLE_PROP],
      "no-restricted-imports": ["error", { patterns: ["../*", "./../*"] }],
      "@next/next/no-img-element": "error",
      "no-console": "error",
    },
  },
  {
    // Whatever a browser downloads keeps its hands off the server's modules.
    files: ["src/components/**", "src/features/**", "src/lib/**"],
    rules: {
      "no-restricted-globals": [
        "error",
        {
          name: "process",
          message: "Settings reach a browser as properties, from a server component.",
        },
      ],
    },
  },
  { files: ["scripts/**", "tests/**"], rules: { "no-console": "off" } },
  globalIgnores([".next/**", "coverage/**", "next-env.d.ts"]),
]);
