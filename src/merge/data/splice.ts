/**
 * A text changed to say another value. Every node that says what it should keeps its text; what is new is cut out of
 * the text that it comes from, with the comments above it. Nothing is printed anew.
 */
import { hunksOf } from '../text/hunks.js';
import { canonical, equal, identityOf, isList, isMap, valueOf } from './model.js';
import type { Entry, Node, Value } from './model.js';
import { isSorted } from './values.js';

/** A text with its nodes. */
export interface Source {
  readonly text: string;
  readonly node: Node;
}

/** One entry with what stands before it, since the entry above, and behind it, on its line. */
interface Segment {
  readonly lead: string;
  readonly body: string;
  readonly trail: string;
}

/** There is no text for a value that has to be made of parts. */
export class NoText extends Error {}

/** `from` with the value `value`; `others` are the texts to take new parts from. @throws NoText. */
export function splice(from: Source, value: Value, others: readonly Source[], comment: string): string {
  const { text, node } = from;
  return text.slice(0, node.start) + new Splicer(comment).render(from, value, others) + text.slice(node.end);
}

class Splicer {
  constructor(private readonly comment: string) {}

  render(from: Source, value: Value, others: readonly Source[]): string {
    const { text, node } = from;
    if (equal(valueOf(node), value)) return text.slice(node.start, node.end);
    if (node.kind === 'map' && isMap(value) && this.canHold(node)) return this.assemble(from, this.mapSegments(from, value, others));
    if (node.kind === 'list' && isList(value) && this.canHold(node)) return this.assemble(from, this.listSegments(from, value, others));
    const source = others.find((other) => equal(valueOf(other.node), value));
    if (source === undefined) throw new NoText();
    return moved(source.text, source.node.start, source.node.end, indentAt(text, node.start), text);
  }

  /** An empty flow container has no style to follow; an empty table has its header's. */
  private canHold(node: Node): boolean {
    return node.entries.length > 0 || node.layout === 'block';
  }

  private mapSegments(from: Source, value: ReadonlyMap<string, Value>, others: readonly Source[]): Segment[] {
    const own = this.segments(from);
    const kept: { key: string; segment: Segment }[] = [];
    for (const [i, entry] of from.node.entries.entries()) {
      const wanted = value.get(entry.key);
      if (wanted === undefined) continue;
      kept.push({ key: entry.key, segment: { ...(own[i] as Segment), body: this.entryBody(from, entry, wanted, childrenOf(others, entry.key)) } });
    }
    for (const key of value.keys()) {
      if (kept.some((k) => k.key === key)) continue;
      const source = sourceOf(others, (entry) => entry.key === key && equal(valueOf(entry.node), value.get(key)));
      const place = placeFor(key, kept.map((k) => k.key), source, from.node);
      kept.splice(place, 0, { key, segment: this.adopted(source, from) });
    }
    return kept.map((k) => k.segment);
  }

  private listSegments(from: Source, value: readonly Value[], others: readonly Source[]): Segment[] {
    const own = this.segments(from);
    const { entries } = from.node;
    const now = entries.map((entry) => valueOf(entry.node));
    const identity = identityOf([now, value]) ?? canonical;
    const hunks = hunksOf(now.map(identity), value.map(identity));
    const out: Segment[] = [];
    let at = 0;
    const keep = (i: number, wanted: Value): void => {
      const entry = entries[i] as Entry;
      const parts = others.flatMap((other) => partner(other, entry, identity) ?? []);
      out.push({ ...(own[i] as Segment), body: this.entryBody(from, entry, wanted, parts) });
    };
    for (const hunk of [...hunks, { from: entries.length, to: entries.length, at: value.length, end: value.length }]) {
      for (let k = hunk.at - (hunk.from - at); at < hunk.from; at += 1, k += 1) keep(at, value[k] as Value);
      for (let k = hunk.at; k < hunk.end; k += 1) {
        const wanted = value[k] as Value;
        const source = others.some((other) => other.node.entries.some((entry) => equal(valueOf(entry.node), wanted)));
        // An element without a name that both changed: the one in its place.
        const i = hunk.from + k - hunk.at;
        if (!source && i < hunk.to) keep(i, wanted);
        else out.push(this.adopted(sourceOf(others, (entry) => equal(valueOf(entry.node), wanted)), from));
      }
      at = hunk.to;
    }
    return out;
  }

  private entryBody({ text }: Source, entry: Entry, wanted: Value, others: readonly Child[]): string {
    const { node } = entry;
    if (equal(valueOf(node), wanted)) return text.slice(entry.start, entry.end);
    const inner = { text, node };
    const simple = (source: Source): boolean => source.node.kind === 'scalar' && source.node.end > source.node.start && !source.text.slice(source.node.start, source.node.end).includes('\n');
    const whole = others.find((other) => equal(valueOf(other.node), wanted));
    const held = (node.kind === 'map' && isMap(wanted)) || (node.kind === 'list' && isList(wanted));
    // Another kind of value, or one of several lines: with its key, for the way from one to the other differs.
    if (whole?.entry !== undefined && !(held && this.canHold(node)) && !(simple(inner) && simple(whole))) {
      return moved(whole.text, whole.entry.start, whole.entry.end, indentAt(text, entry.start), text);
    }
    return text.slice(entry.start, node.start) + this.render(inner, wanted, others) + text.slice(node.end, entry.end);
  }

  private segments({ text, node }: Source): Segment[] {
    let at = node.layout === 'flow' ? node.start + 1 : node.start;
    return node.entries.map((entry) => {
      const lead = text.slice(at, entry.start);
      const [, comma = '', trail = ''] = this.behind(text, entry.end, node);
      at = entry.end + comma.length + trail.length;
      return { lead, body: text.slice(entry.start, entry.end), trail };
    });
  }

  /** The comma, and the comment that still belongs to the line. */
  private behind(text: string, at: number, node: Node): RegExpExecArray | readonly string[] {
    if (node.layout === 'block') return [];
    const rest = text.slice(at, node.end - 1);
    const mark = this.comment === '//' ? '(?://[^\\n]*|/\\*(?:[^*\\n]|\\*(?!/))*\\*/)' : '#[^\\n]*';
    return new RegExp(`^([ \\t]*,|)([ \\t]*${mark}|)`).exec(rest) ?? [];
  }

  /** A segment of another text, made to stand in this one. */
  private adopted({ from, at }: Found, target: Source): Segment {
    const own = this.segments(from);
    const entry = from.node.entries[at] as Entry;
    const sibling = target.node.entries[0];
    const indent = sibling === undefined ? '' : indentAt(target.text, sibling.start);
    const comments = (own[at]?.lead ?? '').split('\n').map((line) => line.trim()).filter((line) => line !== '' && line !== ',');
    const gap = isTable(entry) ? '\n' : '';
    const inline = target.node.layout === 'flow' && !target.text.slice(target.node.start, sibling?.start ?? target.node.end).includes('\n');
    const body = moved(from.text, entry.start, entry.end, indent, target.text);
    if (inline) return { lead: ' ', body, trail: '' };
    const lead = `\n${gap}${[...comments, ''].map((line) => indent + line).join('\n')}`;
    return { lead, body, trail: own[at]?.trail ?? '' };
  }

  private assemble({ text, node }: Source, segments: readonly Segment[]): string {
    const old = this.segments({ text, node });
    const first = old[0]?.lead ?? (node.layout === 'block' ? '\n' : '');
    if (node.layout === 'block') {
      const indent = node.entries[0] === undefined ? '' : indentAt(text, node.entries[0].start);
      if (segments.length === 0 && node.entries.length > 0) throw new NoText();
      return segments.map(({ lead, body }, i) => {
        if (i === 0) return first + (node.entries.length > 0 ? lead.replace(/^\s+/, '') : '') + body;
        return (lead.includes('\n') ? lead : `\n${indent}${lead}`) + body;
      }).join('');
    }
    const last = node.entries.at(-1) as Entry;
    const tailAt = last.end + this.behind(text, last.end, node).slice(1).join('').length;
    const trailing = this.behind(text, last.end, node)[1] ?? '';
    const parts = segments.map(({ lead, body, trail }, i) => {
      const before = i === 0 && !lead.includes('\n') ? first : i > 0 && lead === '' ? ' ' : lead;
      return before + body + (i < segments.length - 1 ? ',' : trailing) + trail;
    });
    return text.slice(node.start, node.start + 1) + parts.join('') + text.slice(tailAt, node.end);
  }
}

/** Where an entry of one of the other texts is. */
interface Found {
  readonly from: Source;
  readonly at: number;
}

function sourceOf(others: readonly Source[], wanted: (entry: Entry) => boolean): Found {
  for (const from of others) {
    const at = from.node.entries.findIndex(wanted);
    if (at !== -1) return { from, at };
  }
  throw new NoText();
}

type Child = Source & { readonly entry?: Entry };

function childrenOf(others: readonly Source[], key: string): Child[] {
  return others.flatMap((other) => {
    const entry = other.node.entries.find((e) => e.key === key);
    return entry === undefined ? [] : [{ text: other.text, node: entry.node, entry }];
  });
}

function partner(other: Source, entry: Entry, identity: (item: Value) => string): Child | null {
  const id = identity(valueOf(entry.node));
  const found = other.node.entries.find((e) => identity(valueOf(e.node)) === id) ?? null;
  return found === null ? null : { text: other.text, node: found.node, entry: found };
}

/**
 * By the alphabet where both texts follow it; else behind the nearest entry that stood above it and is here as well, and
 * what this text added there. Keys of TOML never stand behind a table.
 */
function placeFor(key: string, keys: readonly string[], { from, at }: Found, node: Node): number {
  const theirs = from.node.entries.map((entry) => entry.key);
  const tables = new Set([...node.entries, ...from.node.entries].filter(isTable).map((entry) => entry.key));
  if (tables.size === 0 && keys.length > 1 && theirs.length > 1 && isSorted(keys) && isSorted(theirs)) return keys.filter((other) => other < key).length;
  const firstTable = keys.findIndex((other) => tables.has(other));
  const limit = firstTable === -1 ? keys.length : firstTable;
  const known = (other: string): boolean => keys.includes(other) && tables.has(other) === tables.has(key);
  const before = theirs.slice(0, at).reverse().find(known);
  const behind = theirs.slice(at + 1).find(known);
  let place = before !== undefined ? keys.indexOf(before) + 1 : behind !== undefined ? keys.indexOf(behind) : tables.has(key) ? keys.length : limit;
  while (before !== undefined && place < keys.length && !theirs.includes(keys[place] ?? '')) place += 1;
  return tables.has(key) ? Math.max(place, limit) : Math.min(place, limit);
}

function isTable(entry: Entry | undefined): boolean {
  return entry !== undefined && /^(standard|array) \[/.test(entry.key);
}

/** What stands before a place on its line, as blanks. */
function indentAt(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^[ \t]*(?:- +)*$/.test(line) ? line.replaceAll('-', ' ') : (/^[ \t]*/.exec(line)?.[0] ?? '');
}

/** A piece of text whose later lines are indented for another place, in the steps of the text they go to. */
function moved(text: string, start: number, end: number, indent: string, target: string): string {
  const old = indentAt(text, start);
  const [step, newStep] = [stepOf(text), stepOf(target)];
  const shifted = (line: string): string => {
    const deeper = /^[ \t]*/.exec(line)?.[0] ?? '';
    const steps = deeper.length / step.length;
    return (Number.isInteger(steps) ? newStep.repeat(steps) : deeper) + line.slice(deeper.length);
  };
  return text.slice(start, end).split('\n').map((line, i) => (i === 0 || line.trim() === '' || !line.startsWith(old) ? line : indent + shifted(line.slice(old.length)))).join('\n');
}

/** The least indentation of a text. */
function stepOf(text: string): string {
  const all = [...text.matchAll(/^([ \t]+)\S/gm)].map((match) => match[1] ?? '');
  const least = all.reduce((a, b) => (b.length < a.length ? b : a), all[0] ?? '  ');
  return least.startsWith('\t') ? '\t' : least;
}
