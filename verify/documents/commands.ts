/** Commands that documents tell people to type, and what is wrong with one. */
import type { Page } from './markdown.js';

/** Words that begin a command; other code in a document is a name, a path or a value. */
const PROGRAMS = /^(make|git|specwright|npm|node|bash|python3?|curl|docker|kubectl|helm|skaffold|minikube|alembic|\.\/|scripts\/|deploy\/|make\/)/;
const SPECWRIGHT = new Set(['new', 'generate', 'diff', 'schema', 'blueprints', 'doctor', '--version', '--help']);
const GIT = new Set(['add', 'clone', 'commit', 'config', 'diff', 'fetch', 'log', 'merge', 'pull', 'push', 'rebase', 'revert', 'status', 'switch', 'tag', 'show', 'checkout', 'bisect', 'cherry-pick', 'rev-parse']);

/** Commands of a page: lines of shell blocks, and inline code that begins with a program's name. */
export function commandsOf({ blocks, inline }: Page): readonly string[] {
  const lines = blocks.filter(({ language }) => ['sh', 'bash', 'shell', 'console'].includes(language)).flatMap(({ text }) => text.replace(/\\\n\s*/g, ' ').split('\n'));
  const typed = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  return [...typed, ...inline.map((code) => code.replace(/\s+/g, ' ').trim()).filter((code) => PROGRAMS.test(code) && (code.includes(' ') || code.includes('/')))];
}

/** What does not exist: a make target, a script, a command. Parts in brackets are optional, and count as well. */
export function defects(command: string, targets: ReadonlySet<string>, exists: (path: string) => boolean): readonly string[] {
  return parts(command).flatMap((part) => {
    const [program = '', ...rest] = words(part);
    if (program === 'make') return makeTargets(rest).filter((target) => !targets.has(target)).map((target) => `there is no target ${target}`);
    if (program === 'specwright') return rest[0] === undefined || SPECWRIGHT.has(rest[0]) ? [] : [`specwright has no ${rest[0]}`];
    if (program === 'git') return rest[0] === undefined || GIT.has(rest[0]) || rest[0].startsWith('-') ? [] : [`git has no ${rest[0]}`];
    const script = ['bash', 'node', 'python', 'python3'].includes(program) ? rest.find((word) => /\.(sh|mjs|py)$/.test(word)) : /^(\.\/)?[\w-]+(\/[\w.-]+)+$/.test(program) ? program : undefined;
    return script === undefined || /[<>…]/.test(script) || exists(script.replace(/^\.\//, '')) ? [] : [`there is no ${script}`];
  });
}

/** Pipes, lists and what is substituted are commands of their own. */
function parts(command: string): readonly string[] {
  const inner = [...command.matchAll(/\$\(([^()]*)\)/g)].map(([, text = '']) => text);
  return [...command.replace(/\$\([^()]*\)/g, 'X').split(/\s*(?:&&|\|\||[;|])\s*/), ...inner].filter((part) => part !== '');
}

function words(part: string): readonly string[] {
  return (part.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).filter((word) => !/^[A-Z_]+=/.test(word));
}

/** What `make` is asked for: no options, no variables; an ellipsis stands for any. */
function makeTargets(rest: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (let index = 0; index < rest.length; index += 1) {
    const word = (rest[index] ?? '').replace(/^\[|\]$/g, '');
    if (word === '-C' || word === '-f') index += 1;
    else if (/^[a-z][a-z0-9-]*$/.test(word)) found.push(word);
  }
  return found;
}
