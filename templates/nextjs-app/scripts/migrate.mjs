// Brings the web app's database to the newest schema: runs the files of migrations/ that it has not seen, in the
// order of their names. One process at a time, others wait; each file is one transaction. usage: DATABASE_URL=… migrate.mjs
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const FOLDER = join(import.meta.dirname, "..", "migrations");
/** Any number that nothing else in this database locks. */
const LOCK = 7_203_114;

/** Migrates; returns the names of the files that ran. */
export async function migrate(databaseUrl) {
  const { Client } = createRequire(import.meta.url)("pg");
  const client = new Client({
    connectionString: databaseUrl,
    application_name: "web-migrate",
    connectionTimeoutMillis: 10_000,
  });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    await client.query(
      "CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, ran_at timestamptz NOT NULL DEFAULT now())",
    );
    const seen = new Set(
      (await client.query("SELECT name FROM migrations")).rows.map(({ name }) => name),
    );
    const names = (await readdir(FOLDER)).filter((name) => name.endsWith(".sql")).sort();
    const missing = names.filter((name) => !seen.has(name));
    for (const name of missing) await run(client, name);
    return missing;
  } finally {
    // The lock ends with the connection.
    await client.end();
  }
}

async function run(client, name) {
  const sql = await readFile(join(FOLDER, name), "utf8");
  await client.query("BEGIN");
  try {
    await client.query("SET LOCAL lock_timeout = '5s'");
    await client.query(sql);
    await client.query("INSERT INTO migrations (name) VALUES ($1)", [name]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const url = process.env.DATABASE_URL_DIRECT || process.env.DATABASE_URL;
  if (!url) {
    console.error("migrate: DATABASE_URL is missing");
    process.exit(2);
  }
  const ran = await migrate(url);
  for (const name of ran) console.error(`migrate: ${name}`);
}
