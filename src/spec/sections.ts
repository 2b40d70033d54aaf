/** Sections that a project declares and later generators read: what they mean together, and the word that they wait. */
import type { JsonObject } from '../json.js';
import { SECTIONS } from './language-sections.js';
import type { WrittenSpec } from './language.js';
import type { ServiceModel } from './model.js';
import type { Report } from './report.js';
import { position } from './services.js';
import { toJsonObject } from './source.js';
import type { Tree } from './source.js';

/** What `depends_on` may name besides services. */
export function knownTargets(_written: WrittenSpec): ReadonlySet<string> {
  return new Set();
}

/** The sections as written, checked; one warning for each that nothing is generated from yet. */
export function readSections(_written: WrittenSpec, tree: Tree, _services: readonly ServiceModel[], report: Report): JsonObject {
  if (tree.kind !== 'map') return {};
  for (const key of Object.keys(SECTIONS.ofProject)) {
    const entry = tree.entries.get(key);
    if (entry === undefined || (entry.value.kind === 'scalar' && entry.value.value === false)) continue;
    report.warning('spec/not-generated', entry.at.start, `\`${key}\` is accepted and checked; nothing is generated from it yet.`, null);
  }
  return toJsonObject(tree, (key) => key in SECTIONS.ofProject);
}

/** One warning for all `pii` fields: logs are clean already, encryption, export and erasure come later. */
export function warnOfPersonalData(services: readonly ServiceModel[], tree: Tree, report: Report): void {
  for (const service of services) {
    for (const entity of service.entities) {
      for (const field of entity.fields) {
        if (field.pii === null) continue;
        const at = position(tree, ['services', service.name, 'entities', entity.name, 'fields', field.name, 'pii']);
        report.warning('spec/not-generated', at, '`pii` keeps this field out of logs; encryption, export and erasure are not generated yet.', null);
        return;
      }
    }
  }
}
