/** Templates and copied files straight from the checkout, compiled when they are asked for. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Assets, CompiledTemplate, PackedFile } from '../../src/render/model.js';
import { digest } from '../../src/render/digest.js';
import { precompile } from '../../scripts/templates.mjs';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Assets of the checkout's templates folder. */
export function sourceAssets(folder: string = join(ROOT, 'templates')): Assets {
  const compiled = new Map<string, CompiledTemplate>();
  return {
    load: () => Promise.resolve(),
    template(generator, name) {
      const path = join(folder, generator, name);
      if (!existsSync(path)) return undefined;
      let template = compiled.get(path);
      if (template === undefined) compiled.set(path, (template = compileText(readFileSync(path, 'utf8'), path)));
      return template;
    },
    copy(generator, name): PackedFile | undefined {
      const path = join(folder, generator, name);
      if (!existsSync(path)) return undefined;
      const bytes = readFileSync(path);
      return { bytes, digest: digest(bytes) };
    },
  };
}

/** One template from its text. */
export function compileText(source: string, name = 'template'): CompiledTemplate {
  return new Function(`return ${precompile(source, name)}`)() as CompiledTemplate;
}
