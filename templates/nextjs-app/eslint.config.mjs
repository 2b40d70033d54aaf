import { defineConfig, globalIgnores } from "eslint/config";
import nextVitals from "eslint-config-next/core-web-vitals";
import nextTypescript from "eslint-config-next/typescript";
import { version } from "react";

const STYLE_PROP = {
  selector: "JSXAttribute[name.name='style']",
  message: "The content security policy refuses style attributes: use a class.",
};

const CLIENT_PAGE = {
  selector: "Program > ExpressionStatement[directive='use client']",
  message: "Pages and layouts are server components: move what needs a browser into a feature.",
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
      "react/no-danger": "error",
      "no-console": "error",
    },
  },
  {
    // Pages begin on the server; what needs a browser is a component of theirs.
    files: ["src/app/**/{page,layout}.tsx"],
    rules: { "no-restricted-syntax": ["error", STYLE_PROP, CLIENT_PAGE] },
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
