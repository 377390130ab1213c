import t from 'tap';
import { readEvtx } from '../../../../collectors/windows/evtx/read.js';
import { buildChunk, buildFile, type Writer } from './build.js';
import { xmlElements } from './xml-tree.js';

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const nothing = Buffer.alloc(0);

async function read(...records: ((w: Writer) => void)[]) {
  const reading = readEvtx(buildFile([buildChunk(records)]));
  const found: { xml: string; object: unknown }[] = [];
  for await (const record of reading) found.push({ xml: record.xml(), object: record.toObject() });
  return { found, reasons: reading.summary.damages.map(({ reason }) => reason) };
}

t.test('text, references, CDATA, instructions and attributes', async (t) => {
  const { found, reasons } = await read((w) => {
    w.header().open('Event', true).u32(0);
    w.attribute('b', true).text('1 < 2 & "x"\n').attribute('a').text('y').u8(0x48).u16(0x41).u8(0x02);
    w.text('def ').u8(0x49).name('amp').u8(0x08).u16(0x3c);
    w.u8(0x07).u16(5).utf16(']]>&\r').u8(0x0a).name('target').u8(0x0b).u16(4).utf16('data');
    w.open('Empty').u8(0x03).u8(0x04, 0x00);
  });
  t.strictSame(reasons, []);
  t.strictSame(found, [
    {
      xml: '<Event b="1 &lt; 2 &amp; &quot;x&quot;&#10;" a="yA">def &amp;&lt;]]&gt;&amp;&#13;<?target data?><Empty/></Event>',
      object: {
        Event: { '#attributes': { b: '1 < 2 & "x"\n', a: 'yA' }, Empty: null, '#text': 'def &<]]>&\r' },
      },
    },
  ]);
  t.equal(xmlElements(found[0]!.xml)[0]?.text, 'def &<]]>&');
});

t.test('a null value removes what an optional substitution or a dependency is in', async (t) => {
  const { found } = await read((w) => {
    w.header().instance(
      9,
      (d) => {
        d.open('Event').u8(0x02);
        d.open('Security', true).u32(0).attribute('UserID').substitution(0, 0x13, true).u8(0x03);
        d.open('PropA').u8(0x02).substitution(0, 0x01, true).u8(0x04);
        d.open('PropB').u8(0x02).substitution(1, 0x08, true).u8(0x04);
        d.open('PropC').u8(0x02).substitution(0, 0x01).u8(0x04);
        d.open('PropD', false, 0).u8(0x02).text('x').u8(0x04);
        d.open('PropE', false, 1).u8(0x02).text('x').u8(0x04);
        d.u8(0x04);
      },
      [
        [0x00, nothing],
        [0x08, Buffer.from([101, 0, 0, 0])],
      ],
    );
    w.u8(0);
  });
  t.strictSame(found, [
    {
      xml: '<Event><Security/><PropB>101</PropB><PropC/><PropE>x</PropE></Event>',
      object: { Event: { Security: null, PropB: 101, PropC: null, PropE: 'x' } },
    },
  ]);
});

/** A template of `<Inner><Data Name="N">%0</Data></Inner>`. */
const inner = (d: Writer): void => {
  d.open('EventData').u8(0x02).open('Data', true).u32(0).attribute('Name').text('N').u8(0x02);
  d.substitution(0, 0x01).u8(0x04).open('Data', true).u32(0).attribute('Name').text('__proto__').u8(0x02);
  d.substitution(0, 0x01).u8(0x04, 0x04);
};

/** A template of `<Event>%0</Event>`. */
const outer = (d: Writer): void => {
  d.open('Event').u8(0x02).substitution(0, 0x21).u8(0x04);
};

/** Writes an instance of `outer` whose value of type BinXML is written by `nested`. */
const around = (nested: (w: Writer) => void) => (w: Writer) => {
  w.header().instance(1, outer, []);
  w.at -= 4;
  w.u32(1);
  const descriptor = w.at;
  w.u16(0).u8(0x21, 0);
  const start = w.at;
  nested(w);
  w.bytes.writeUInt16LE(w.at - start, descriptor);
  w.u8(0);
};

t.test('BinXML as a value, with a template of its own; later records refer to the templates', async (t) => {
  let outerAt = 0;
  const { found, reasons } = await read(
    (w) => {
      outerAt = w.at + 4 + 10;
      around((n) =>
        n
          .header()
          .instance(2, inner, [[0x01, utf16('one')]])
          .u8(0),
      )(w);
    },
    (w) => {
      w.header()
        .reference(1, outerAt, [[0x21, Buffer.from([0x0f, 1, 1, 0, 0])]])
        .u8(0);
    },
  );
  t.strictSame(reasons, []);
  t.strictSame(
    found.map(({ xml }) => xml),
    [
      '<Event><EventData><Data Name="N">one</Data><Data Name="__proto__">one</Data></EventData></Event>',
      '<Event/>',
    ],
  );
  t.equal(JSON.stringify(found[0]!.object), '{"Event":{"EventData":{"N":"one","__proto__":"one"}}}');
  t.strictSame(found[1]!.object, { Event: null });
});

t.test('elements in a value of type BinXML have no dependency id', async (t) => {
  const { found, reasons } = await read(
    around((n) => {
      n.header().u8(0x01).u32(0).name('UserData').u8(0x02).text('x').u8(0x04, 0x00);
    }),
  );
  t.strictSame(reasons, []);
  t.equal(found[0]?.xml, '<Event><UserData>x</UserData></Event>');
});

t.test('a template that contains itself is refused', async (t) => {
  const { found, reasons } = await read((w) => {
    const definition = w.at + 4 + 10;
    w.header()
      .instance(5, (d) => d.reference(5, definition, []), [])
      .u8(0);
  });
  t.strictSame(found, []);
  t.match(reasons, [/template contains itself/]);
});

t.test(
  'templates that contain each other ever more often are refused before they are rendered',
  async (t) => {
    let previous = 0;
    const bomb = (level: number) => (w: Writer) => {
      const here = w.at + 4 + 10;
      const repeat = (d: Writer): void => {
        for (let n = 0; n < 20; n++) d.reference(level - 1, previous, []);
      };
      w.header()
        .instance(level, level === 0 ? (d) => d.open('Boom').u8(0x03) : repeat, [])
        .u8(0);
      previous = here;
    };
    const { found, reasons } = await read(...Array.from({ length: 12 }, (_, level) => bomb(level)));
    t.strictSame(
      found.map(({ xml }) => xml),
      ['<Boom/>'],
    );
    t.equal(reasons.length, 11);
    t.match(reasons.at(-1), /more text than a record can hold|template is damaged/);
  },
);

t.test('a value that a template repeats thousands of times is refused', async (t) => {
  const { found, reasons } = await read((w) => {
    const fill = (d: Writer): void => {
      d.open('Event').u8(0x02);
      for (let n = 0; n < 5000; n++) d.substitution(0, 0x01);
      d.u8(0x04);
    };
    w.header()
      .instance(1, fill, [[0x01, utf16('&'.repeat(10_000))]])
      .u8(0);
  });
  t.strictSame(found, []);
  t.match(reasons, [/more text than a record can hold/]);
});

t.test('a long array in an element with much text is refused', async (t) => {
  const { found, reasons } = await read((w) => {
    const fill = (d: Writer): void => {
      d.open('Event').u8(0x02).open('Data', true).u32(0).attribute('Name').text('x'.repeat(5000)).u8(0x02);
      d.substitution(0, 0x84).u8(0x04, 0x04);
    };
    w.header()
      .instance(1, fill, [[0x84, Buffer.alloc(20_000)]])
      .u8(0);
  });
  t.strictSame(found, []);
  t.match(reasons, [/more text than a record can hold/]);
});

t.test('deep nesting is refused: elements, values, templates', async (t) => {
  const elements = await read((w) => {
    w.header();
    for (let n = 0; n < 100; n++) w.open('E').u8(0x02);
    for (let n = 0; n < 100; n++) w.u8(0x04);
    w.u8(0);
  });
  t.strictSame(elements.found, []);
  t.match(elements.reasons, [/nested too deep/]);

  let nest = (w: Writer): void => void w.header().u8(0);
  for (let n = 0; n < 20; n++) nest = around(nest);
  t.match((await read(nest)).reasons, [/nested too deep/]);

  let previous = 0;
  const chain = (level: number) => (w: Writer) => {
    const here = w.at + 4 + 10;
    const link = (d: Writer): void => {
      if (level === 0) d.open('Event').u8(0x03);
      else d.reference(level - 1, previous, []);
    };
    w.header().instance(level, link, []).u8(0);
    previous = here;
  };
  const templates = await read(...Array.from({ length: 600 }, (_, level) => chain(level)));
  t.ok(templates.found.length > 100 && templates.found.length < 600);
  t.equal(templates.found.length + templates.reasons.length, 600);
});

t.test('templates that overlap are read only so often', async (t) => {
  const elements = 1500;
  let first = 0;
  const { found, reasons } = await read(
    (w) => {
      w.header().open('Event').u8(0x03, 0x00);
      const name = w.at - 2 - 2 - 2 * 'Event'.length - 8;
      first = w.at;
      // A fragment header that reads as a definition's length, too, stands before each element; so a definition can
      // begin at each of them, and each reaches to the end-of-fragment token behind the last.
      for (let n = 0; n < elements; n++) {
        w.u8(0x0f, 0x7f, 0, 0).u8(0x01).u16(0xffff).u32(0).u32(name).u8(0x03);
      }
      w.u8(0x00);
    },
    ...Array.from({ length: 700 }, (_, n) => (w: Writer) => {
      const offset = first + 16 * (n + 2) - 20;
      w.header()
        .reference(w.bytes.readUInt32LE(offset + 4), offset, [])
        .u8(0);
    }),
  );
  t.strictSame(
    found.map(({ xml }) => xml),
    ['<Event/>'],
  );
  t.equal(reasons.length, 700);
  t.match(reasons[0], /1498 root elements/);
  t.match(reasons.at(-1), /templates of the chunk overlap/);
});

t.test('what is no document counts as damaged, with the reason', async (t) => {
  const cases: [RegExp, (w: Writer) => void][] = [
    [/0 root elements/, (w) => w.header().u8(0)],
    [/2 root elements/, (w) => w.header().open('A').u8(0x03).open('B').u8(0x03).u8(0)],
    [/token 0x1f/, (w) => w.header().u8(0x1f)],
    [/token 0x1f in an element/, (w) => w.header().open('A').u8(0x02, 0x1f)],
    [/start tag is not closed/, (w) => w.header().open('A').u8(0x04)],
    [/name of 300 characters/, (w) => w.header().open('a'.repeat(300)).u8(0x03)],
    [/not the name/, (w) => w.header().open('a b').u8(0x03)],
    [/outside the chunk/, (w) => w.header().u8(0x01).u16(0xffff).u32(0).u32(0xfffffff0).u8(0x03)],
    [/outside the chunk/, (w) => w.header().reference(1, 65_530, [])],
    [/another template/, (w) => w.header().reference(1, 0, []).u8(0)],
    [/substitution 0 has no value/, (w) => w.header().instance(1, outer, [])],
    [/entity/, (w) => w.header().open('A').u8(0x02, 0x09).name('nbsp')],
    [/occurs twice/, (w) => w.header().open('A', true).u32(0).attribute('x', true).attribute('x').u8(0x03)],
    [/attribute expected/, (w) => w.header().open('A', true).u32(0).u8(0x03)],
    [/value type 0x3/, (w) => w.header().open('A').u8(0x02, 0x05, 0x03)],
    [/unknown type/, (w) => w.header().open('A').u8(0x02).substitution(0, 0x40)],
    [/no data/, (w) => w.header().u8(0x0a).name('t').u8(0)],
    [/well-formed/, (w) => w.header().u8(0x0a).name('t').u8(0x0b).u16(2).utf16('?>').u8(0)],
    [/needs \d+ bytes/, (w) => w.header().open('A').u8(0x02, 0x05, 0x01).u16(50_000)],
    [
      /needs \d+ bytes/,
      (w) => {
        w.header().instance(1, outer, []);
        w.at -= 4;
        w.u32(0xffff_ffff);
      },
    ],
    [
      /remove or repeat/,
      (w) => {
        const root = (d: Writer) => d.open('A').u8(0x02).substitution(0, 0x01, true).u8(0x04);
        w.header()
          .instance(1, root, [[0x00, nothing]])
          .u8(0);
      },
    ],
  ];
  for (const [reason, write] of cases) {
    const { found, reasons } = await read(write);
    if (found.length > 0) t.strictSame(found, [], String(reason));
    t.match(reasons, [reason], String(reason));
  }
});
