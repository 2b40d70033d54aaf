import { defineConfig } from "vitest/config";

/** Journeys in a real browser, beside real services: `python -m localdev with-stack` starts what they need. */
export default defineConfig({
  resolve: { alias: { "@": `${import.meta.dirname}/src` } },
  test: {
    include: ["tests/browser/**/*.test.ts"],
    environment: "node",
    fileParallelism: false,
    sequence: { concurrent: false },
    bail: 0,
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
});
