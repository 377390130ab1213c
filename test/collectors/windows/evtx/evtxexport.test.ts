import { execFileSync } from 'node:child_process';
import t from 'tap';
import { readEvtx } from '../../../../collectors/windows/evtx/read.js';
import { attackRecordings, noRecordings, regressionRecordings } from './recordings.js';
import { type XmlElement, xmlElements } from './xml-tree.js';

/** Why the comparison does not run; false where it does. */
function unavailable(): string | false {
  try {
    execFileSync('evtxexport', ['-V'], { stdio: 'ignore' });
    return noRecordings;
  } catch {
    return "needs evtxexport (Debian's libevtx-utils)";
  }
}

/** Where evtxexport 20181227 writes text that is not the XML of the event, and what makes it so. */
const repairs = [
  {
    reason: 'writes a carriage return as it is, which XML 1.0 2.11 turns into a line feed',
    pattern: /\r/g,
    replacement: '&#13;',
  },
  {
    reason: 'writes control characters that XML 1.0 2.2 forbids; here they are U+FFFD',
    pattern: /(?![\t\n\r\u{7f}-\u{9f}])[\p{Cc}\ufffe\uffff]/gu,
    replacement: '\ufffd',
  },
];

/** Where its value differs, and why that is no fault here. */
const differences = [
  {
    reason: 'fills HexInt32 and HexInt64 with zeros (0x0000000000001eba8); Windows writes 0x1eba8',
    explains: (ours: string, theirs: string): boolean =>
      /^0x(0|[1-9a-f][\da-f]*)$/.test(ours) &&
      /^0x([\da-f]{8}|[\da-f]{16})$/.test(theirs) &&
      BigInt(ours) === BigInt(theirs),
  },
];

const used = new Map<string, number>();
const count = (reason: string, times: number): void => {
  if (times > 0) used.set(reason, (used.get(reason) ?? 0) + times);
};

function exported(path: string): XmlElement[][] {
  const text = execFileSync('evtxexport', ['-f', 'xml', path], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  return text
    .slice(text.indexOf('<Event '))
    .split(/(?<=^<\/Event>)\n+/m)
    .filter((document) => document.startsWith('<Event '))
    .map((document) => {
      let repaired = document;
      for (const { reason, pattern, replacement } of repairs) {
        count(reason, repaired.match(pattern)?.length ?? 0);
        repaired = repaired.replace(pattern, replacement);
      }
      return xmlElements(repaired.trimEnd());
    });
}

function unexplained(ours: XmlElement, theirs: XmlElement): string[] {
  const found: string[] = [];
  const compare = (place: string, mine: string, other: string): void => {
    if (mine === other) return;
    const row = differences.find(({ explains }) => explains(mine, other));
    if (row === undefined) found.push(`${ours.path}${place}: ${mine} is not ${other}`);
    else count(row.reason, 1);
  };
  compare('', ours.text, theirs.text);
  const names = ({ attributes }: XmlElement): string => attributes.map(([name]) => name).join();
  compare(' attributes', names(ours), names(theirs));
  ours.attributes.forEach(([name, value], n) => {
    compare(`@${name}`, value, theirs.attributes[n]?.[1] ?? '');
  });
  return found;
}

t.test('each element, attribute and value is as evtxexport has it', { skip: unavailable() }, async (t) => {
  let values = 0;
  for (const path of [...attackRecordings(), ...regressionRecordings()]) {
    const theirs = exported(path);
    let n = 0;
    for await (const record of readEvtx(path)) {
      const ours = xmlElements(record.xml());
      const other = theirs[n++] ?? [];
      const where = `${path}, record ${record.recordId}`;
      const paths = (elements: XmlElement[]): string => elements.map((element) => element.path).join();
      if (paths(ours) !== paths(other)) t.equal(paths(ours), paths(other), where);
      else {
        const wrong = ours.flatMap((element, index) => unexplained(element, other[index]!));
        if (wrong.length > 0) t.strictSame(wrong, [], where);
      }
      values += ours.length;
    }
    t.equal(n, theirs.length, `${path}: as many records`);
  }
  t.ok(values > 90_000, `${values} elements compared`);
  for (const { reason } of [...repairs, ...differences]) t.ok(used.has(reason), `still needed: ${reason}`);
  for (const [reason, times] of used) t.comment(`${times} x evtxexport ${reason}`);
});
