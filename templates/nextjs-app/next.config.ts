import type { NextConfig } from "next";

// Next.js and its build tell nobody that they are used.
process.env.NEXT_TELEMETRY_DISABLED = "1";

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
  // Addresses of a sign-in under way hold codes, which belong in no log.
  logging: { incomingRequests: { ignore: [/^\/auth\//] } },
};

export default config;
