import "server-only";
import { Pool } from "pg";
import type { PoolClient, QueryResultRow } from "pg";
import { env } from "@/server/env";
import { log, reason } from "@/server/log";

// One pool a process, also when development reloads this module.
const holder = globalThis as { webDatabase?: Pool };

function pool(): Pool {
  if (!holder.webDatabase) {
    holder.webDatabase = new Pool({
      connectionString: env().databaseUrl,
      max: 10,
      application_name: "web",
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 30_000,
      query_timeout: 10_000,
      statement_timeout: 10_000,
    });
    // A connection that breaks while it is idle is replaced by the next query.
    holder.webDatabase.on("error", (error) => {
      log.warning("database.connection_lost", { reason: reason(error) });
    });
  }
  return holder.webDatabase;
}

/** Runs one statement. */
export async function query<Row extends QueryResultRow>(
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  return (await pool().query<Row>(text, [...values])).rows;
}

/** Runs `work` in one transaction. */
export async function transaction<Result>(
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Closes the pool, for tests and the end of a process. */
export async function closeDatabase(): Promise<void> {
  await holder.webDatabase?.end();
  delete holder.webDatabase;
}
