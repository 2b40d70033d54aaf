import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FILES } from '../../generators/servicekit/files.js';

const FOLDER = join(import.meta.dirname, '../../templates/servicekit');
const MADE_BY_TOOLS = /(^|\/)(__pycache__|\.[a-z_]+|[^/]*\.egg-info)(\/|$)/;

describe('servicekit', () => {
  it('lists every copied file of its template folder, in order', () => {
    const found = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(FOLDER.length + 1).replaceAll('\\', '/'))
      .filter((path) => !MADE_BY_TOOLS.test(path) && !path.endsWith('.hbs'));
    expect(Object.keys(FILES)).toEqual(found.toSorted());
  });
});
