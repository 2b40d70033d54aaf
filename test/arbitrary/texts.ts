/** Arbitrary text that is legal in a spec and hostile in some output language. */
import fc from 'fast-check';

const PIECES = [
  '"', "'", '`', '```', '\\', '\n', '\r\n', '\t', '{{', '}}', '{{{raw}}}', '${{ secrets.X }}', '${HOME}', '$(id)', '*/', '/*', '"""', "'''", '-->', '<!--', '</script>', "'; DROP TABLE x;--",
  '%s', '%(x)s', '{}', '{0}', '{name}', '\\n', '\\u0000', '\\N{DASH}', '😀', '👩‍👩‍👧', 'مرحبا', '\u202E', '\u2028', '\uFEFF', '\u00A0', 'é', 'é', 'ß', '&amp;', '<b>', '#', '# ', ':', ': ', '- ', '---', '...',
  '|', '>', '!', '&a', '*a', '@', '%', '\ufffe', '~', 'null', 'true', '0x10', '1e3', ' ', '  ', 'word', 'Another word.', '[x](y)', '![i](javascript:0)', '| a |', '=', '==', ';', '$$', '^', '\\d+', '(?<x>', 'É'.normalize('NFD'),
];

/** 1 to `max` code points. */
export function hostileText(max = 200): fc.Arbitrary<string> {
  const piece = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...PIECES) }, { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }) });
  return fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => {
    const legal = pieces.join('').replace(/[^\P{Cc}\t\n\r]/gu, '').toWellFormed();
    return Array.from(legal).slice(0, max).join('') || 'x';
  });
}

/** Ten kilobytes of one hostile text. */
export const longText: fc.Arbitrary<string> = hostileText(40).map((text) => text.repeat(Math.ceil(10_000 / Array.from(text).length)).slice(0, 10_000).toWellFormed());
