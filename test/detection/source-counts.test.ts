import t from 'tap';
import type { Envelope } from '../../server/contract/envelope.js';
import { SourceCounts } from '../../server/detection/source-counts.js';
import { joinAudit } from '../../server/normalise/linux/audit-join.js';
import { normalise } from '../../server/normalise/normalise.js';

const record = (text: string): Envelope => ({
  source: '192.0.2.9',
  transport: 'tcp',
  format: 'syslog',
  dataset: '',
  received: Date.UTC(2026, 10, 21, 20),
  truncated: false,
  raw: Buffer.from(text),
});

t.test('a joined event counts as the records it was made of, a damaged record as unparsed', async (t) => {
  const audit = (type: string) =>
    record(`<29>Nov 21 21:00:00 web1 audispd: type=${type} msg=audit(1.234:5): a=b`);
  const joined = joinAudit([
    audit('SYSCALL'),
    record('<134>Nov 21 21:00:00 fw1 filterlog: 5,,,1,em0,match,pass,out,4,0x0'),
    audit('EXECVE'),
    audit('PROCTITLE'),
  ]);
  const counts = new SourceCounts();
  joined.records.forEach((envelope, index) => {
    const event = normalise(envelope, { tenant: 't', collector: 'c', id: 'i' });
    counts.add(envelope.transport, event, joined.counts?.[index] ?? 1);
  });
  t.same(
    counts.all.map(({ dataset, received, stored, unparsed }) => [dataset, received, stored, unparsed]),
    [
      ['linux.auditd', 3, 3, 0],
      ['opnsense.filterlog', 1, 1, 1],
    ],
  );
});
