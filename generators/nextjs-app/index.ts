/** The web app: a Next.js front end for every service, and the only door from a browser to them. */
import type { Context, Generator, PlannedFile } from '../../src/kit.js';
import { contract } from './contract/index.js';
import { joinedUp } from './joined-up.js';
import { pages } from './pages.js';
import { platform } from './platform.js';

/** `web: false` in the spec: a repository without a web app. */
function wanted({ project }: Context): boolean {
  return project.sections['web'] !== false;
}

export const nextjsApp: Generator = {
  name: 'nextjs-app',
  description: 'the Next.js web app under web/',
  contribute: (context) => (wanted(context) ? joinedUp(context.project) : []),
  plan: (context): readonly PlannedFile[] => (wanted(context) ? [...platform(context.project), ...contract(context.project), ...pages(context.project)] : []),
};
