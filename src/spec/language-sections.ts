/** The sections that a project declares for later generators: accepted, checked, kept. */
import { any, either, oneOf, record } from './shape.js';

const web = either('`false` or a map', [oneOf([false]), record('`web`', {})], { description: 'The web app; `false` for none.' });

export const SECTIONS = { ofProject: { web }, ofService: {} } as const;
