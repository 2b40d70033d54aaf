import type { NextConfig } from "next";

/**
 * Settings of the build only. Whatever differs between environments is read at run time, in src/server/env.ts.
 */
const config: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  // Loaded from node_modules by the app and by scripts/migrate.mjs alike.
  serverExternalPackages: ["pg"],
  poweredByHeader: false,
  reactStrictMode: true,
  // Next would write notes for coding agents into the tree.
  agentRules: false,
  allowedDevOrigins: ["127.0.0.1"],
  typedRoutes: false,
};

export default config;
