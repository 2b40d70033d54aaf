import { defineConfig } from "vitest/config";

/** Attacks on the built app, beside real services: `python -m localdev with-stack` starts what they need. */
export default defineConfig({
  resolve: { alias: { "@": `${import.meta.dirname}/src` } },
  test: {
    include: ["tests/attack/**/*.test.ts"],
    environment: "node",
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
