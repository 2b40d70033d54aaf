/** Assets as the build packed them: one module of all compiled templates, and one file of copied bytes per generator. */
import { readFileSync } from 'node:fs';
import type { Assets, CompiledTemplate, PackedFile } from './model.js';

/** What the build's module of templates exports for each generator. */
interface PackedGenerator {
  readonly templates: Readonly<Record<string, CompiledTemplate>>;
  /** In `<generator>.bin`: offset, length, length of the compressed bytes that follow; and the sha256. */
  readonly files: Readonly<Record<string, readonly [number, number, number, string]>>;
}

/** Reads what lies in `home` when it is asked for. */
export function packedAssets(home: URL): Assets {
  let packs: Readonly<Record<string, PackedGenerator>> = {};
  const blobs = new Map<string, Uint8Array>();
  return {
    async load() {
      packs = (await import('specwright-templates')).default as Readonly<Record<string, PackedGenerator>>;
    },
    template: (generator, name) => packs[generator]?.templates[name],
    copy(generator, name): PackedFile | undefined {
      const found = packs[generator]?.files[name];
      if (found === undefined) return undefined;
      let blob = blobs.get(generator);
      if (blob === undefined) blobs.set(generator, (blob = readFileSync(new URL(`templates/${generator}.bin`, home))));
      const [offset, length, short, digest] = found;
      const end = offset + length;
      return { bytes: blob.subarray(offset, end), packed: blob.subarray(end, end + short), digest };
    },
  };
}
