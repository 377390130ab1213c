import fc from 'fast-check';
import t from 'tap';
import { readKompendium } from '../../../server/isms/catalog/read-kompendium.js';
import { maxTokenBytes, maxXmlBytes, maxXmlDepth, readXml } from '../../../server/isms/catalog/xml.js';
import { book, pieces } from './book.js';

const silent = { open: () => {}, close: () => {}, text: () => {} };
const read = (chunks: Iterable<Uint8Array>) => readXml(chunks, 'f.xml', silent);
const malformed = (message: RegExp) => ({ name: 'GrundwachtError', code: 'CATALOG_MALFORMED', message });
const xml = (text: string) => read(pieces(text));

t.test('a DTD is refused before anything of it is used', async (t) => {
  const lol = '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">';
  const texts = [
    '<!DOCTYPE book><book/>',
    `<!DOCTYPE book [${lol}]><book>&b;</book>`,
    '<!DOCTYPE book [<!ENTITY x SYSTEM "file:///etc/passwd">]><book>&x;</book>',
    '<!DOCTYPE book SYSTEM "http://127.0.0.1:1/x.dtd"><book/>',
  ];
  for (const text of texts) await t.rejects(xml(text), malformed(/^f\.xml:1:\d+: has a DTD/), text);
});

t.test('only XML’s own entities exist', async (t) => {
  let seen = '';
  const handler = {
    ...silent,
    text: (text: string) => {
      seen += text;
    },
  };
  await readXml(pieces('<a>&lt;&amp;&#228;<![CDATA[<b>]]></a>'), 'f.xml', handler);
  t.equal(seen, '<&ä<b>');
  await t.rejects(xml('<a>\n&passwd;</a>'), malformed(/^f\.xml:2:\d+: is not well-formed/));
});

t.test('depth, size and encoding are bounded', async (t) => {
  const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
  await xml(nested(maxXmlDepth));
  await t.rejects(
    xml(nested(maxXmlDepth + 1)),
    malformed(/^f\.xml:1:\d+: elements are nested deeper than 64/),
  );
  function* endless(): Generator<Uint8Array> {
    yield Buffer.from('<a>');
    const block = Buffer.alloc(1 << 20, ' ');
    block.write('<b/>');
    for (let sent = 0; sent <= maxXmlBytes; sent += block.length) yield block;
    t.fail('more than the limit was read');
  }
  await t.rejects(read(endless()), malformed(/larger than 64 MiB/));
  await t.rejects(
    xml(`<a>${' '.repeat(maxTokenBytes + (1 << 20))}</a>`),
    malformed(/a tag or text of more than 16 MiB/),
  );
  await t.rejects(
    xml('<?xml version="1.0" encoding="ISO-8859-1"?><a/>'),
    malformed(/declared as ISO-8859-1/),
  );
  await t.rejects(read([Buffer.from('<a>'), Buffer.from([0xe4, 0x20])]), malformed(/not UTF-8/));
});

t.test('a book that ends anywhere too early is refused with its place', async () => {
  const bytes = Buffer.from(book().trimEnd());
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (end) => {
      const error = await readKompendium([bytes.subarray(0, end)], 'f.xml').then(
        () => undefined,
        (thrown: Error) => thrown,
      );
      return error?.name === 'GrundwachtError' && /^f\.xml:\d+:\d+: /.test(error.message);
    }),
    { numRuns: 300, examples: [[0], [bytes.length - 1]] },
  );
});

t.test('arbitrary damage never gives half a catalogue or another error', async () => {
  const whole = JSON.stringify(await readKompendium([Buffer.from(book())], 'f.xml'));
  const text = book();
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: text.length }),
      fc.constantFrom('<', '>', '&', '</section>', '<section>', '\0', '<title>', ']]>', '"'),
      async (at, inserted) => {
        const damaged = text.slice(0, at) + inserted + text.slice(at);
        try {
          const result = await readKompendium([Buffer.from(damaged)], 'f.xml');
          // What is still read was damaged inside of a text only: the same ids are there, but for those of
          // Teilanforderungen, which are numbered by the sentences of the text.
          const ids = (json: string) =>
            json.match(/"id":"[^"]+"/g)!.filter((id) => !/\.A\d+\.\d+"$/.test(id));
          return JSON.stringify(ids(JSON.stringify(result))) === JSON.stringify(ids(whole));
        } catch (error) {
          return (error as Error).name === 'GrundwachtError';
        }
      },
    ),
    { numRuns: 500 },
  );
});
