/** Backup, destruction and restore of the repository's real databases, judged without the tool that restores. */
import { exitProblems, type Inspected } from '../harness/checks.js';
import { run } from '../harness/process.js';
import type { Repository } from './repository.js';

/** Prints, for each database, rows of each table with a digest, constraints and migrations; `drop` deletes the databases first. */
const script = `
import asyncio, json, sys
import asyncpg
from localdev import postgres
from localdev.workspace import Workspace

async def look(url):
    connection = await asyncpg.connect(url)
    tables = await connection.fetch("SELECT schemaname s, tablename t FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2")
    rows = {}
    for s, t in tables:
        found = await connection.fetch(f'SELECT "the row"::text AS r FROM "{s}"."{t}" "the row" ORDER BY 1')
        rows[f"{s}.{t}"] = [row["r"] for row in found]
    constraints = await connection.fetch("SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2")
    await connection.close()
    return {"rows": rows, "constraints": [list(row) for row in constraints]}

workspace = Workspace.find()
with postgres.running(workspace) as server:
    names = sorted(set(workspace.databases) & postgres.databases(server))
    print(json.dumps({name: asyncio.run(look(server.owner_url(name))) for name in names}))
    if sys.argv[1] == "drop":
        for name in names:
            postgres.drop_database(server, name)
        assert not set(names) & postgres.databases(server)
`;

interface Looked { readonly [database: string]: { readonly rows: Readonly<Record<string, readonly string[]>>; readonly constraints: readonly unknown[] } }

async function look(repository: Repository, word: 'keep' | 'drop'): Promise<Looked> {
  const finished = await run([repository.python('python'), '-c', script, word], { cwd: repository.folder, env: repository.env, timeout: 300, log: repository.log(`recovery-${word}`) });
  if (finished.code !== 0) throw new Error(finished.output.slice(-1500));
  return JSON.parse(finished.stdout) as Looked;
}

/** Fills the databases, backs them up, deletes them and restores them; then has the repository rehearse it by itself. */
export async function recovery(repository: Repository): Promise<Inspected> {
  const problems: string[] = [];
  const into = repository.path('.local', 'kept');
  const must = async (target: string, env: NodeJS.ProcessEnv = {}): Promise<string> => {
    const finished = await repository.make([target], { env, timeout: 600 });
    problems.push(...exitProblems(finished).map((text) => `make ${target}: ${text}`));
    return finished.output;
  };
  await must('migrate');
  const seeded = await repository.make(['seed'], { timeout: 600 });
  await must('backup', { INTO: into });
  const before = await look(repository, 'drop');
  const restored = await must('restore', { FROM: into });
  const after = await look(repository, 'keep');
  if (JSON.stringify(before) !== JSON.stringify(after)) problems.push('what came back is not what was there');
  const databases = Object.keys(before);
  for (const name of databases) if (!new RegExp(`^${name} .* same$`, 'm').test(restored)) problems.push(`make restore does not say that ${name} is the same`);
  const rehearsed = await must('rehearse-restore');
  if (!rehearsed.includes('backed up, destroyed and restored')) problems.push('the rehearsal did not say what it did');
  const rows = Object.values(before).flatMap((each) => Object.values(each.rows)).reduce((sum, each) => sum + each.length, 0);
  const constraints = Object.values(before).reduce((sum, each) => sum + each.constraints.length, 0);
  return { count: rows, unit: 'rows', problems, note: `${databases.length} databases, ${constraints} constraints${seeded.code === 0 ? '' : `; make seed ended with ${seeded.code}`}` };
}
