import t from 'tap';
import { createEngine } from '../../server/detect/engine.js';
import { readPipelines } from '../../server/detect/load.js';
import { parsePipelines } from '../../server/detect/pipeline.js';
import { loadRules, type RuleSource } from '../../server/detect/rules.js';
import { event } from './events.js';

const shipped = await readPipelines();

function fires(
  logsource: string,
  item: string,
  one: ReturnType<typeof event>,
  pipelines: RuleSource[] = shipped,
): boolean {
  const text = `title: T\nid: t\nlogsource: ${logsource}\ndetection: {s: {${item}}, condition: s}\n`;
  const loaded = loadRules([{ path: 't.yml', text }], { pipelines });
  t.same(
    loaded.problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  return createEngine(loaded).process(one).length === 1;
}

const windows = (
  channel: string,
  code: string,
  fields: Parameters<typeof event>[1],
): ReturnType<typeof event> =>
  event(
    {
      'event.module': 'windows',
      'event.dataset': 'windows.x',
      'winlog.channel': channel,
      'event.code': code,
    },
    fields,
  );
const sysmon = 'Microsoft-Windows-Sysmon/Operational';

t.test('process creation: Sysmon 1 and Security 4688 with its own names and values', async (t) => {
  const logsource = '{product: windows, category: process_creation}';
  const item = "Image|endswith: '\\cmd.exe'";
  t.ok(fires(logsource, item, windows(sysmon, '1', { Image: 'C:\\cmd.exe' })));
  t.notOk(fires(logsource, item, windows(sysmon, '11', { Image: 'C:\\cmd.exe' })));
  t.ok(
    fires(logsource, item, windows('security', '4688', { NewProcessName: 'C:\\cmd.exe' })),
    'channel in any case',
  );
  t.notOk(fires(logsource, item, windows('Security', '4689', { NewProcessName: 'C:\\cmd.exe' })));
  const parent = { NewProcessId: '0x10', ProcessId: '0x20', MandatoryLabel: 'S-1-16-16384' };
  t.ok(fires(logsource, "ProcessId: '0x10', ParentProcessId: '0x20'", windows('Security', '4688', parent)));
  t.ok(fires(logsource, 'IntegrityLevel: System', windows('Security', '4688', parent)));
});

t.test('Sysmon 12 serves both registry_add and registry_delete', async (t) => {
  for (const category of ['registry_add', 'registry_delete', 'registry_event']) {
    const one = windows(sysmon, '12', { TargetObject: 'x' });
    t.ok(fires(`{product: windows, category: ${category}}`, 'TargetObject: x', one), category);
  }
});

t.test('event code as number or text, in the record or only in the column', async (t) => {
  const logsource = '{product: windows, service: security}';
  const spellings: Parameters<typeof event>[1][] = [{ EventID: 4625 }, { EventID: '4625' }, {}];
  for (const fields of spellings) {
    t.ok(fires(logsource, 'EventID: 4625', windows('Security', '4625', fields)), JSON.stringify(fields));
  }
  t.notOk(fires(logsource, 'EventID: 4624', windows('Security', '4625', { EventID: 4625 })));
});

t.test('field names with spaces', async (t) => {
  const one = windows('Microsoft-Windows-Windows Defender/Operational', '1116', { 'Threat Name': 'Virus' });
  t.ok(fires('{product: windows, service: windefend}', 'ThreatName: virus', one));
});

t.test('fieldref finds the other field under every name that the log source has for it', async (t) => {
  const pipelines = [
    {
      path: 'p.yaml',
      text: 'logsources:\n  - logsource: {product: test}\n    when: {event.module: test}\n    fields: {Caller: [CallerName, Subject], Target: [TargetName, Object]}\n',
    },
  ];
  for (const caller of ['CallerName', 'Subject', 'Caller']) {
    for (const target of ['TargetName', 'Object', 'Target']) {
      const one = event({ 'event.module': 'test' }, { [caller]: 'x', [target]: 'X' });
      t.ok(fires('{product: test}', 'Caller|fieldref: Target', one, pipelines), `${caller} ${target}`);
    }
  }
});

t.test('Linux: services by dataset or facility', async (t) => {
  const line = (dataset: string, facility: number): ReturnType<typeof event> =>
    event(
      {
        'event.module': 'linux',
        'event.dataset': dataset,
        'log.syslog.facility.code': facility,
        message: 'x',
      },
      { f: 'x' },
    );
  t.ok(fires('{product: linux, service: sshd}', 'f: x', line('linux.sshd', 10)));
  t.ok(fires('{product: linux, service: auth}', 'f: x', line('linux.syslog', 10)));
  t.notOk(fires('{product: linux, service: auth}', 'f: x', line('linux.syslog', 3)));
  t.ok(fires('{product: linux}', 'f: x', line('linux.cron', 9)));
  t.notOk(fires('{product: windows}', 'f: x', line('linux.cron', 9)));
});

t.test('web servers: W3C names in either spelling', async (t) => {
  const one = event(
    { 'event.module': 'apache', 'event.dataset': 'apache.access' },
    { 'cs-uri-query': 'q=1', 'cs-user-agent': 'curl' },
  );
  t.ok(fires('{category: webserver}', "cs-uri-query: 'q=1', c-useragent: curl", one));
  t.notOk(fires('{category: proxy}', "cs-uri-query: 'q=1'", one));
});

t.test('a log source more general than every entry is found wherever one of them is', async (t) => {
  const one = windows(sysmon, '1', { Image: 'x' });
  t.ok(fires('{category: process_creation}', 'Image: x', one));
  t.notOk(fires('{category: process_creation}', 'Image: x', windows(sysmon, '3', { Image: 'x' })));
});

t.test('a log source without any entry is found by product and service', async (t) => {
  const one = event({ 'event.module': 'aws', 'event.dataset': 'aws.cloudtrail' }, { f: 'x' });
  t.ok(fires('{product: aws, service: cloudtrail}', 'f: x', one));
  t.notOk(fires('{product: aws, service: guardduty}', 'f: x', one));
});

t.test('users extend pipelines: routes of the same log source are alternatives', async (t) => {
  const own = {
    path: 'own.yaml',
    text: 'logsources:\n  - logsource: {product: linux, service: sshd}\n    when: {event.dataset: own.ssh}\n    fields: {f: g}\n',
  };
  const one = event({ 'event.module': 'own', 'event.dataset': 'own.ssh' }, { g: 'x' });
  t.ok(fires('{product: linux, service: sshd}', 'f: x', one, [...shipped, own]));
  t.notOk(fires('{product: linux, service: sshd}', 'f: x', one));
});

t.test('entries of equal specificity but different attributes must both hold', async (t) => {
  const text =
    'logsources:\n  - {logsource: {product: p, category: c}, when: {a: 1}}\n  - {logsource: {product: p, service: s}, when: {b: 1}}\n';
  const own = [{ path: 'own.yaml', text }];
  const logsource = '{product: p, category: c, service: s}';
  t.ok(fires(logsource, 'f: x', event({}, { a: 1, b: 1, f: 'x' }), own));
  t.notOk(fires(logsource, 'f: x', event({}, { a: 1, f: 'x' }), own));
});

t.test('the shipped pipelines have no problems; faulty ones are reported with their place', async (t) => {
  t.same(parsePipelines(shipped).problems, []);
  const { problems } = parsePipelines([
    { path: 'a.yaml', text: 'logsources:\n  - logsource: {product: x}\n' },
    { path: 'b.yaml', text: 'logsource: x\n' },
  ]);
  t.match(problems, [
    { code: 'pipeline-when', path: 'a.yaml', line: 2 },
    { code: 'pipeline-logsources', path: 'b.yaml' },
  ]);
});
