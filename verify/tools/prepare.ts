/** `npm run verify:tools`: installs every pinned tool, so that later runs start at once. */
import { MissingTool } from '../harness/checks.js';
import { goTool, imageTools, pythonToolFolder, redocly } from './install.js';

const installers: Record<string, () => Promise<unknown>> = {
  redocly, 'python tools': pythonToolFolder, gitleaks: () => goTool('gitleaks'), oasdiff: () => goTool('oasdiff'),
  'image tools': imageTools,
};
for (const [name, install] of Object.entries(installers)) {
  try {
    await install();
    console.log(`ready   ${name}`);
  } catch (error) {
    if (!(error instanceof MissingTool)) throw error;
    console.log(`missing ${error.message}`);
  }
}
