import fc from 'fast-check';

const names = ['f', 'g', 'h', 'message', 'Message', 'source.ip', 'SourceName', 'Computer', 'ä', '__proto__'];
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', 'B', '\\', '"', 'ä', 'Σ', '.', '\n', '\u0130'), maxLength: 6 }),
  fc.constantFrom('', '4', 'ab'.repeat(200), 'x\u0000', '\ud83d\ude00', '\ud800', 'abab'),
);
const value = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom(4, 1.5, 1e21, true, null) },
  { weight: 1, arbitrary: fc.array(fc.oneof(text, fc.constant(4)), { maxLength: 2 }) },
);
const header = fc.tuple(
  fc.constantFrom<unknown>(4, '4', 4688, null, ''),
  fc.constantFrom<unknown>('Security', 'security', '', 'Ä', 5),
);
const special = fc.constantFrom<[string, unknown]>(
  ['winlog.channel', 'Security'],
  ['System', { EventID: 4 }],
  ['EventData', { f: 'ab' }],
  ['f', { a: 1 }],
  ['Provider_Name', 'abab'],
);
const entries = fc
  .tuple(
    header,
    fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 6 }),
    fc.option(special, { freq: 8 }),
    fc.boolean(),
  )
  .map(([[code, channel], fields, other, first]) => {
    const own: [string, unknown][] = [
      ['EventID', code],
      ['Channel', channel],
    ];
    const rest = other === null ? fields : [...fields, other];
    return first ? [...own, ...rest] : [...rest, ...own];
  });

/** JSON lines of Windows events and of others: duplicate keys, spaces, escapes and non-ASCII as writers differ in them. */
export const lines = fc.tuple(entries, fc.constantFrom('', ' '), fc.boolean()).map(([all, gap, ascii]) => {
  const members = all.map(([name, one]) => `${JSON.stringify(name)}:${gap}${JSON.stringify(one)}`);
  const json = `{${members.join(`,${gap}`)}}`;
  const escaped = json.replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return Buffer.from(ascii ? escaped : json);
});
