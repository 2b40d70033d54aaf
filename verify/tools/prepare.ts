/** `npm run verify:tools`: installs every pinned tool, so that later runs start at once. */
import { MissingTool } from '../harness/checks.js';
import { goFolder, goTool, imageTools, manifestToolFolder, markdownTools, promtool, pythonToolFolder, redocly, renovateValidator, structurizr, workflowToolFolder } from './install.js';
import { goFolders, goTools } from './pins.js';

const installers: Record<string, () => Promise<unknown>> = {
  redocly, 'python tools': pythonToolFolder, 'manifest tools': manifestToolFolder, 'markdown tools': markdownTools, structurizr,
  'workflow tools': workflowToolFolder, renovate: renovateValidator,
  ...Object.fromEntries(keys(goTools).map((name) => [name, () => goTool(name)])),
  ...Object.fromEntries(keys(goFolders).map((name) => [name, () => goFolder(name)])),
  promtool, 'image tools': imageTools,
};
function keys<T extends object>(value: T): (keyof T & string)[] {
  return Object.keys(value) as (keyof T & string)[];
}

for (const [name, install] of Object.entries(installers)) {
  try {
    await install();
    console.log(`ready   ${name}`);
  } catch (error) {
    if (!(error instanceof MissingTool)) throw error;
    console.log(`missing ${error.message}`);
  }
}
