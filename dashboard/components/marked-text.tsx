import type { ReactNode } from 'react';
import { Foreign } from './foreign.js';

/** Parts of a text, `[from, to]` in UTF-16 units, in order and apart from each other; none: the whole text. */
export type Spans = readonly (readonly number[])[];

/** Foreign text in which what a rule looked for is marked. */
export function MarkedText({ text, spans }: { text: string; spans?: Spans | undefined }) {
  if (spans === undefined) return <Foreign text={text} />;
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [from = 0, to = 0] of spans.length === 0 ? [[0, text.length]] : spans) {
    if (from < at || to > text.length || to <= from) continue;
    if (from > at) parts.push(<Foreign key={at} text={text.slice(at, from)} />);
    parts.push(
      <mark key={`${from}m`} className="gw-hit">
        <Foreign text={text.slice(from, to)} />
      </mark>,
    );
    at = to;
  }
  if (at < text.length) parts.push(<Foreign key={at} text={text.slice(at)} />);
  return <>{parts}</>;
}
