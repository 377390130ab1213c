import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecords } from '../../collectors/file/read.js';
import { packageRoot } from '../../server/contract/package-root.js';
import { event } from './record.js';

const data = join(packageRoot(), '../shared/data');
const skip = existsSync(data) ? false : '../shared/data is absent';

async function files(folder: string, extension: string): Promise<string[]> {
  const entries = await readdir(join(data, folder), { recursive: true });
  return entries.filter((name) => name.endsWith(extension)).map((name) => join(data, folder, name));
}

/** Normalises every record of the files and checks what every Windows event must have. */
async function check(paths: string[]): Promise<{ records: number; errors: string[]; incomplete: string[] }> {
  const result = { records: 0, errors: [] as string[], incomplete: [] as string[] };
  for (const path of paths) {
    for await (const { raw, format, dataset, record } of readRecords(path)) {
      const one = event(raw, { format, dataset, transport: 'file', source: path });
      result.records++;
      if (one['event.kind'] === 'pipeline_error')
        result.errors.push(`${path}:${record} ${one['error.message']}`);
      else if (one['event.module'] === 'windows') {
        // Event traces (.etl converted to .evtx) belong to no channel.
        const channel = one['winlog.channel'] ?? Buffer.from(raw).includes('<Channel/>');
        const complete = channel && one['event.code'] && one['host.name'];
        if (!complete || one['@timestamp'] === one['event.ingested'])
          result.incomplete.push(`${path}:${record}`);
      }
    }
  }
  return result;
}

// Before tap is loaded, which follows every promise: reading the records would take twice as long.
const flat = skip ? undefined : await check(await files('windows/json', '.zip'));
const { default: t } = await import('tap');

t.test('all recordings of Security-Datasets (flat JSON)', { skip }, async (t) => {
  const { records, errors, incomplete } = flat!;
  t.equal(records, 251_846);
  t.strictSame(errors, []);
  t.strictSame(incomplete, []);
});

t.test("all of SigmaHQ's regression events (nested JSON, several in a file)", { skip }, async (t) => {
  const { records, errors, incomplete } = await check(await files('sigma/regression_data', '.json'));
  t.equal(records, 92);
  t.strictSame(errors, []);
  t.strictSame(incomplete, []);
});

t.test('all .evtx recordings, read as Event-XML', { skip }, async (t) => {
  const { records, errors, incomplete } = await check(await files('windows/evtx', '.evtx'));
  t.ok(records > 1000, `${records} records`);
  t.strictSame(errors, []);
  t.strictSame(incomplete, []);
});

t.test("SigmaHQ's .evtx and .json of the same event give the same event", { skip }, async (t) => {
  const first = async (path: string) => {
    for await (const { raw, format, dataset } of readRecords(path)) return event(raw, { format, dataset });
    throw new Error(`${path} holds no record`);
  };
  for (const path of await files('sigma/regression_data', '.json')) {
    const [fromJson, fromEvtx] = [await first(path), await first(path.replace(/json$/, 'evtx'))];
    const comparable = ({ fields, ...columns }: typeof fromJson): object => ({
      ...columns,
      // The converter that made the .json trims texts.
      'process.command_line': columns['process.command_line']?.trim(),
      'event.original': undefined,
      names: Object.keys(fields).sort(),
    });
    t.strictSame(comparable(fromEvtx), comparable(fromJson), path);
  }
});
