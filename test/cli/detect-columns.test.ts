import t from 'tap';
import { parseColumns, rowMaker, standardColumns, zonedTime } from '../../server/cli/detect-columns.js';
import type { Hit } from '../../server/cli/detect-hit.js';
import { tacticsOf, techniquesOf } from '../../server/cli/detect-tags.js';

const time = Date.UTC(2026, 10, 21, 8, 14, 5, 7);
const hit = {
  rule: {
    id: 'r1',
    title: 'Log\u001b cleared',
    level: 'high',
    status: 'test',
    path: 'a.zip!r.yml',
    tags: [
      'attack.defense-evasion',
      'attack.command_and_control',
      'attack.t1070.001',
      'attack.g0016',
      'cve.2021-1',
    ],
  },
  event: {
    '@timestamp': new Date(time).toISOString(),
    'host.name': 'DC01',
    'winlog.channel': 'Security',
    'event.code': '1102',
    'user.name': 'eve',
    'user.domain': 'CITY',
    'process.pid': 7,
    'event.original': '<Event/>',
    fields: { SubjectUserName: 'eve', Data: ['a', 'b'], Null: null, 'host.name': 'other' },
  },
  window: {
    group: { User: 'eve' },
    count: 3,
    first: '2026-11-21T08:00:00.000Z',
    last: '2026-11-21T08:14:05.007Z',
  },
  path: 'a.evtx',
  time,
  file: 0,
  record: 4,
} as unknown as Hit;

t.test('columns by name, sets of columns, and fields of the event', async (t) => {
  const names = parseColumns(
    'minimal, Image ,time,host.name,SubjectUserName,Data,Null,process.pid,tactics,techniques',
  );
  t.same(names.slice(0, 7), ['time', 'level', 'rule', 'host', 'event_id', 'details', 'Image'], 'each once');
  t.strictSame(rowMaker(names, 'Europe/Berlin')(hit), {
    time: '2026-11-21T09:14:05.007+01:00',
    level: 'high',
    rule: 'Log\ufffd cleared',
    host: 'DC01',
    event_id: '1102',
    details: '3 events since 2026-11-21T08:00:00.000Z ¦ User=eve ¦ SubjectUserName: eve',
    Image: '',
    'host.name': 'DC01',
    SubjectUserName: 'eve',
    Data: '["a","b"]',
    Null: '',
    'process.pid': 7,
    tactics: 'defense-evasion command-and-control',
    techniques: 'T1070.001',
  });
  t.same(parseColumns(' , '), []);
  t.equal(standardColumns.length, 13);
});

t.test('what Timesketch needs', async (t) => {
  const row = rowMaker(parseColumns('timesketch'), undefined)(hit);
  t.match(row, {
    datetime: '2026-11-21T08:14:05.007Z',
    timestamp_desc: 'Event time',
    message: /^Log. cleared \| /,
  });
  t.notOk('time' in row);
});

t.test('names of an object are no columns', async (t) => {
  t.strictSame(rowMaker(['constructor', '__proto__x'], undefined)(hit), {
    constructor: '',
    ['__proto__x']: '',
  });
});

t.test('times in zones', async (t) => {
  t.equal(zonedTime(time, undefined), '2026-11-21T08:14:05.007Z');
  t.equal(zonedTime(Date.UTC(2026, 6, 1), 'Europe/Berlin'), '2026-07-01T02:00:00.000+02:00');
  t.equal(zonedTime(time, 'America/St_Johns'), '2026-11-21T04:44:05.007-03:30');
});

t.test('tactics and techniques of tags', async (t) => {
  t.same(tacticsOf(hit.rule.tags), ['defense-evasion', 'command-and-control']);
  t.same(techniquesOf(hit.rule.tags), ['T1070.001']);
});
