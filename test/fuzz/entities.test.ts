import t from 'tap';
import { readCatalogFile } from '../../server/isms/catalog/catalog-file.js';
import { readTable } from '../../server/isms/table/read-table.js';
import { zipTexts } from '../../server/isms/table/zip-write.js';
import { normalise } from '../../server/normalise/normalise.js';
import { readXccdf } from '../../server/scan/xccdf.js';

const names = Array.from({ length: 12 }, (_, n) => n);
/** Would unfold to 10^12 characters. */
const bomb = names.map((n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`).join('');
const doctypes = {
  bomb: `<!DOCTYPE x [<!ENTITY e0 "boom">${bomb}]>`,
  external: '<!DOCTYPE x [<!ENTITY e12 SYSTEM "file:///etc/hostname">]>',
  parameter: '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd" [<!ENTITY % e SYSTEM "http://127.0.0.1:1/">%e;]>',
};

for (const [name, doctype] of Object.entries(doctypes)) {
  t.test(`${name}: no reader of XML unfolds or fetches an entity`, async (t) => {
    const whole = (root: string): Buffer =>
      Buffer.from(`<?xml version="1.0"?>${doctype}<${root}>&e12;</${root}>`);
    await t.rejects(readXccdf([whole('Benchmark')], 'x.xml'), { code: 'SCAN_MALFORMED' });
    await t.rejects(readCatalogFile(whole('book'), 'x.xml'), { code: 'CATALOG_MALFORMED' });
    const workbook = zipTexts({ 'xl/workbook.xml': whole('workbook').toString() });
    await t.rejects(readTable(workbook), { code: 'TABLE_MALFORMED' });
    const raw = whole('Event');
    const received = Date.parse('2026-11-22T12:00:00Z');
    const event = normalise(
      { source: 's', transport: 'tcp', format: 'windows-xml', dataset: '', received, truncated: false, raw },
      { tenant: 'default', collector: 'c', id: 'i' },
    );
    t.equal(event['event.kind'], 'pipeline_error', 'kept raw, with the reason');
    t.notMatch(JSON.stringify(event.fields), /boom/);
  });
}
