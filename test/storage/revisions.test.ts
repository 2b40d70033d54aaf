import { describe, expect, it } from 'vitest';
import { headOf, readRevisions } from '../../generators/storage/revisions.js';
import { migration } from './samples.js';

const down = (text: string): readonly string[] | string => {
  const { known, unclear } = readRevisions([{ fileName: 'x.py', text }]);
  return unclear === null ? (known[0]?.down ?? 'no revision') : `${unclear.at.line}:${unclear.at.column}`;
};

describe('a revision is read as Python reads it', () => {
  it.each([
    ['revision = "a"\ndown_revision = None', []],
    ['revision = "a"\ndown_revision = "b"', ['b']],
    ["revision: str = 'a'\ndown_revision: Union[str, Sequence[str], None] = 'b'  # after b", ['b']],
    ['revision = "a"\ndown_revision = ("b", "c")', ['b', 'c']],
    ['revision = "a"\ndown_revision = [\n    "b",  # first\n    "c",\n]\n', ['b', 'c']],
    ['revision = "a"\ndown_revision = "b", "c"', ['b', 'c']],
    ['revision = "a"\ndown_revision = (\n    "b"\n    "c"\n)', ['bc']],
    ['revision = "a"\ndown_revision = r"b\\d"', ['b\\d']],
    ['revision = "a"\ndown_revision = "b\\"c"', ['b"c']],
    ['revision = "a"; down_revision = """b"""', ['b']],
    ['revision = "a"\r\ndown_revision = \\\r\n    "b"\r\n', ['b']],
    ['\ufeffrevision = "a"\ndown_revision = "b"', ['b']],
    ['"""Words.\n\nrevision = "no"\ndown_revision = "no"\n"""\nrevision = "a"\ndown_revision = "b"', ['b']],
    ["x = '''\ndown_revision = 'no'\n'''\n# down_revision = 'no'\nrevision = 'a'\ndown_revision = 'b'", ['b']],
    ['revision = "a"\ndown_revision = "no"\ndown_revision = "b"', ['b']],
    ['revision = "a"\ndown_revision = "b"\n\n\ndef upgrade():\n    down_revision = "no"\n    f(down_revision="no")\n', ['b']],
    ['revision = "a"\nif down_revision == "no":\n    pass\ndown_revision = "b"\nf(down_revision="no")', ['b']],
    ['revision = "a"', []],
    ['x = 1', 'no revision'],
    ['', 'no revision'],
  ])('%j', (text, expected) => expect(down(text)).toEqual(expected));

  it.each([
    ['revision = "a"\ndown_revision = BEFORE', '2:1'],
    ['revision = "a"\ndown_revision = f"{x}"', '2:1'],
    ['revision = "a"\ndown_revision = b"b"', '2:1'],
    ['revision = "a"\ndown_revision = "\\x62"', '2:1'],
    ['revision = "a"\ndown_revision = "b" if x else "c"', '2:1'],
    ['revision = down_revision = None', '1:1'],
    ['"""Wörds 日本."""; revision = make()', '1:18'],
    ['revision = None', '1:1'],
  ])('%j only when it runs', (text, place) => expect(down(text)).toBe(place));

  it('files that are no revisions count for nothing', () => {
    const text = 'revision = "a"\ndown_revision = None';
    expect(readRevisions(['__init__.py', '.#x.py', 'x.txt', 'README'].map((fileName) => ({ fileName, text }))).known).toEqual([]);
    expect(readRevisions([{ fileName: 'x.py', text: null }]).known).toEqual([]);
  });
});

describe('the head', () => {
  const head = (...files: readonly [name: string, down: string][]) => headOf(readRevisions(files.map(([name, text]) => migration(`${name}.py`, name, text))).known);

  it.each<[string, readonly [string, string][], string | null]>([
    ['of nothing', [], null],
    ['of a chain, whatever the order', [['c', '"b"'], ['a', 'None'], ['b', '"a"']], 'c'],
    ['of branches that are joined', [['a', 'None'], ['b', '"a"'], ['c', '"a"'], ['d', '("b", "c")']], 'd'],
    ['after one that is missing', [['b', '"gone"']], 'b'],
  ])('%s', (_, files, expected) => expect(head(...files)).toEqual({ id: expected }));

  it('of two branches is unclear, and so is that of a circle', () => {
    expect(head(['a', 'None'], ['b', '"a"'], ['c', '"a"'])).toMatchObject({ fileName: 'c.py', at: { line: 8, column: 1 }, message: expect.stringContaining('b.py, c.py') as string });
    expect(head(['a', '"b"'], ['b', '"a"'])).toMatchObject({ fileName: 'a.py', message: expect.stringContaining('circle') as string });
  });
});
