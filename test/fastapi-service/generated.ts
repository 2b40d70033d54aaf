/** What is generated for a service whose document is given in the test. */
import { fastapiService } from '../../generators/fastapi-service/index.js';
import { NO_HISTORY } from '../../src/kit.js';
import { drawTree, understand } from '../../src/pipeline.js';
import { sourceTool } from '../support/run.js';

const HEAD = 'openapi: 3.1.0\ninfo: { title: Zoo, version: 1.0.0 }\n';
const SPEC = 'specwright: 1\nname: zoo\ndomain: tests\nowner: team\nblueprint: api-gateway\nservices: { zoo: { openapi: api.yaml } }\n';

/** Text of every file, by its path below the service's package. */
export async function generated(document: string): Promise<ReadonlyMap<string, string>> {
  const tool = sourceTool({ generators: [fastapiService] });
  const loader = { read: (path: string) => Promise.resolve(path === 'api.yaml' ? HEAD + document : null) };
  const { project } = await understand({ text: SPEC, file: 'specwright.yaml', set: [], loader }, tool);
  const tree = await drawTree(project, { previous: null, history: NO_HISTORY }, tool);
  const prefix = 'services/zoo/src/zoo/';
  return new Map([...tree].flatMap(([path, { bytes }]) => (path.startsWith(prefix) ? [[path.slice(prefix.length), new TextDecoder().decode(bytes)] as const] : [])));
}

/** Definitions in `echo/models.py` for component schemas that a `POST /echo` takes (the last one is its body). */
export async function models(schemas: string, body: string): Promise<string> {
  const files = await generated(`${echo(body)}components:\n  schemas:\n${schemas.replaceAll(/^/gm, '    ')}\n`);
  const text = files.get('echo/models.py') ?? '';
  return text.slice(text.lastIndexOf(' import ')).replace(/^.*\n/, '').trim();
}

/** The annotation of a body for each schema, written in place: one document for all. */
export async function annotations(schemas: readonly string[]): Promise<readonly string[]> {
  const paths = schemas.map((schema, index) => echo(schema, `echo${index}`).replace('paths:\n', ''));
  const files = await generated(`paths:\n${paths.join('')}`);
  const requests = files.get('echo/requests.py') ?? '';
  return [...requests.matchAll(/^ {4}body: ([^=\n]*)/gm)].map(([, code]) => (code ?? '').trim());
}

function echo(schema: string, id = 'echo'): string {
  return [
    'paths:', `  /${id}:`, '    post:', '      tags: [echo]', `      operationId: ${id}`, '      requestBody:', '        required: true',
    `        content: { application/json: { schema: ${schema} } }`, "      responses: { '204': { description: Done. } }", '',
  ].join('\n');
}
