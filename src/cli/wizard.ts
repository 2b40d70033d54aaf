/** The questions of `new`, and the spec they make. */
import type { Blueprint, Question } from '../blueprint.js';
import { writeSpec } from '../spec/index.js';
import { Interrupted } from '../problems.js';

/** An answer per question. */
export type Answers = Readonly<Record<Question['path'], string>>;

const NAME = /^[a-z]([a-z0-9-]{0,37}[a-z0-9])?$/;
const ENTITY = /^[A-Z][A-Za-z0-9]{0,49}$/;

/** The blueprint's defaults; the folder's name is the system's when it can be. */
export function defaultAnswers(blueprint: Blueprint, folder: string): Answers {
  const answers = Object.fromEntries(blueprint.questions.map((q) => [q.path, q.default])) as Record<Question['path'], string>;
  return { ...answers, ...(NAME.test(folder) ? { name: folder } : {}) };
}

/** Asks at the terminal. @throws Interrupted on Ctrl-C, and when a signal says so. */
export async function wizard(blueprint: Blueprint, defaults: Answers, interruption: AbortSignal): Promise<Answers> {
  const { default: inquirer } = await import('inquirer');
  const prompt = inquirer.createPromptModule({ signal: interruption });
  const questions = blueprint.questions.map((q) => ({
    type: 'input' as const, name: q.path, message: q.ask, default: defaults[q.path], validate: (value: string) => checkAnswer(q.path, value),
  }));
  try {
    return (await prompt(questions)) as Answers;
  } catch (error) {
    if (error instanceof Error && ['ExitPromptError', 'AbortPromptError'].includes(error.name)) throw new Interrupted();
    throw error;
  }
}

/** True, or what is wrong with an answer. */
export function checkAnswer(path: Question['path'], value: string): true | string {
  if (path === 'entity') return ENTITY.test(value) || 'Letters and digits, starting with a capital, such as Product';
  if (path === 'name' || path === 'service') return NAME.test(value) || 'Small letters, digits and hyphens, starting with a letter';
  return value.trim() !== '' || 'Say something';
}

/** The spec that the answers make. */
export function specOf(blueprint: Blueprint, answers: Answers): string {
  const { name, domain, owner, service, entity } = answers;
  const services = { [service]: { entities: { [entity]: { fields: { name: 'string', description: 'text?' } } } } };
  return writeSpec({ name, domain, owner, blueprint: blueprint.name, services });
}
