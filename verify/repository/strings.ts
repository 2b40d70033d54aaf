/** Hostile strings come out code point for code point, wherever a description goes. */
import type { Inspected } from '../harness/checks.js';
import { run } from '../harness/process.js';
import { everything, tenKilobytes } from '../specs.js';
import { files } from './build.js';
import { localEnvironment } from './database.js';
import { type Live, request } from './live.js';
import type { Repository, Service } from './repository.js';

/** In YAML and Markdown files line ends are the file's own: a carriage return before a line feed may be lost there only. */
const lines = (text: string): string => text.replace(/\r\n/g, '\n');

/** The served document, the README, a log line, a SQL comment and an error message. */
export async function strings(repository: Repository, service: Service, live: Live): Promise<Inspected> {
  const problems: string[] = [];
  const has = (where: string, texts: readonly string[], wanted: string): void => {
    if (!texts.some((text) => text.includes(wanted))) problems.push(`${where} lacks the description (${wanted.length} UTF-16 units)`);
  };
  const served = JSON.stringify((await request(live, 'GET', '/openapi.json')).body);
  for (const text of [everything, tenKilobytes]) has('the served document', [served], JSON.stringify(text).slice(1, -1));
  has('README.md', [lines(repository.read('README.md'))], lines(tenKilobytes));
  const logged = live.server.output().split('\n').flatMap(logStrings);
  has('the log', logged, tenKilobytes);
  has('the SQL comments', await comments(repository, service), everything);
  const unknown = await request(live, 'GET', '/api/v1/notes/0190a5b4-7c4e-7c3a-9d55-7f2f0a1b2c3d');
  has('the error message', stringsOf(unknown.body), everything);
  return { count: 5 + (await files(repository)).length, unit: 'places', problems };
}

function logStrings(line: string): string[] {
  const from = line.indexOf('{');
  if (from < 0) return [];
  try {
    return stringsOf(JSON.parse(line.slice(from)));
  } catch {
    return [];
  }
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(stringsOf);
}

const script = `
import asyncio, json, sys
import asyncpg
async def main() -> None:
    connection = await asyncpg.connect(sys.argv[1])
    rows = await connection.fetch("SELECT description FROM pg_description WHERE objoid > 16000")
    print(json.dumps([row["description"] for row in rows]))
asyncio.run(main())
`;

async function comments(repository: Repository, service: Service): Promise<string[]> {
  const url = (await localEnvironment(repository, service)).DATABASE_URL ?? '';
  const { stdout, output, code } = await run([repository.python('python'), '-c', script, url.replace('+asyncpg', '')]);
  if (code !== 0) throw new Error(output);
  return JSON.parse(stdout) as string[];
}
