/** A part of the model as a Mermaid flowchart: what is outside, what is inside a boundary, and the arrows. */
import type { Element, Relation } from './model.js';

interface Node {
  readonly id: string;
  readonly open: string;
  readonly label: string;
  readonly close: string;
  readonly look: string;
}

export interface Picture {
  readonly outside: readonly Node[];
  readonly boundary: string | null;
  readonly inside: readonly Node[];
  readonly arrows: readonly { readonly from: string; readonly to: string; readonly label: string | null }[];
  readonly looks: readonly { readonly kind: string; readonly style: string }[];
}

const SHAPES: Readonly<Record<Element['kind'], readonly [string, string]>> = {
  person: ['([', '])'], system: ['[', ']'], external: ['[[', ']]'], issuer: ['[[', ']]'], web: ['[', ']'], service: ['[', ']'], database: ['[(', ')]'],
};
const LOOKS: Readonly<Record<Element['kind'], string>> = {
  person: 'fill:#08427b,stroke:#052e56,color:#fff', system: 'fill:#1168bd,stroke:#0b4884,color:#fff', external: 'fill:#767676,stroke:#5a5a5a,color:#fff',
  issuer: 'fill:#767676,stroke:#5a5a5a,color:#fff', web: 'fill:#2e6da4,stroke:#1f4e79,color:#fff', service: 'fill:#2e6da4,stroke:#1f4e79,color:#fff', database: 'fill:#1b6b57,stroke:#114739,color:#fff',
};
const MOST = 70;

/** Nodes are numbered: names may be words of Mermaid. */
export function picture(outside: readonly Element[], inside: readonly Element[], flows: readonly Relation[], boundary: string | null): Picture {
  const ids = new Map([...outside, ...inside].map((element, index) => [element.id, `n${index + 1}`]));
  const node = (element: Element): Node => {
    const [open, close] = SHAPES[element.kind];
    return { id: ids.get(element.id) ?? '', open, close, look: element.kind, label: [short(element.name), element.technology === '' ? '' : `(${short(element.technology)})`].filter((line) => line !== '').join('\n') };
  };
  return {
    outside: outside.map(node),
    boundary: boundary === null ? null : short(boundary),
    inside: inside.map(node),
    arrows: flows.map(({ from, to, does, technology }) => ({
      from: ids.get(from.id) ?? '', to: ids.get(to.id) ?? '',
      label: does === '' ? null : [short(does), technology === '' ? '' : `(${short(technology)})`].filter((line) => line !== '').join('\n'),
    })),
    looks: [...new Set([...outside, ...inside].map(({ kind }) => kind))].map((kind) => ({ kind, style: LOOKS[kind] })),
  };
}

/** As much of a text as a picture has room for. */
function short(text: string): string {
  const points = [...text.replace(/\s+/gu, ' ').trim()];
  return points.length <= MOST ? points.join('') : `${points.slice(0, MOST - 1).join('')}…`;
}
