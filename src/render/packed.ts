/** Assets as the build packed them: per generator one module of compiled templates and one file of copied bytes. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Assets, CompiledTemplate, PackedFile } from './model.js';

/** What `templates/<generator>.cjs` exports. */
interface PackedGenerator {
  readonly templates: Readonly<Record<string, CompiledTemplate>>;
  /** In `<generator>.bin`: offset, length, length of the compressed bytes that follow; and the sha256. */
  readonly files: Readonly<Record<string, readonly [number, number, number, string]>>;
}

/** Reads packs from `home/templates/` when they are asked for. */
export function packedAssets(home: URL): Assets {
  const packs = new Map<string, PackedGenerator>();
  const blobs = new Map<string, Uint8Array>();
  return {
    load(generators) {
      const load = createRequire(home);
      const index = JSON.parse(readFileSync(new URL('templates/index.json', home), 'utf8')) as string[];
      for (const name of index.filter((n) => generators.includes(n))) packs.set(name, load(`./templates/${name}.cjs`) as PackedGenerator);
      return Promise.resolve();
    },
    template: (generator, name) => packs.get(generator)?.templates[name],
    copy(generator, name): PackedFile | undefined {
      const found = packs.get(generator)?.files[name];
      if (found === undefined) return undefined;
      let blob = blobs.get(generator);
      if (blob === undefined) blobs.set(generator, (blob = readFileSync(new URL(`templates/${generator}.bin`, home))));
      const [offset, length, short, digest] = found;
      const end = offset + length;
      return { bytes: blob.subarray(offset, end), packed: blob.subarray(end, end + short), digest };
    },
  };
}
