import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { drillSource } from './alert/drill.js';
import type { LoadedRules } from './api/deps.js';
import { rulesOfTenant } from './api/rule-view.js';
import { readSamples, type Sample } from './cli/rule-samples.js';
import type { RuleInfo } from './contract/detection.js';
import { drillCollector } from './contract/drill.js';
import { type Envelope, encodeBatch } from './contract/envelope.js';
import { packageRoot } from './contract/package-root.js';
import type { Ingestor } from './ingest/ingestor.js';
import { readPolicyState } from './store/policy-state.js';
import { beginDrill, type DrilledRule, endDrill, noteFired } from './store/signal-drills.js';
import type { Database } from './store/tables.js';

export interface DrillOptions {
  db: Kysely<Database>;
  rules: LoadedRules;
  ingestor: Pick<Ingestor, 'submit'>;
  /** How long rules may take to raise their alert. */
  waitMs: number;
  signal: AbortSignal;
}

const pollMs = 500;
const noSample = 'no sample';

/**
 * A fire drill (DER.1.A13): the samples of every enabled rule go the way of all records, marked by their collector, so
 * that what they raise is closed as a test. What has raised no alert in time is silent.
 * @param by user name, or `schedule`
 * @returns ends with the drill; begun: resolves when its records are durable
 * @throws GrundwachtError STORAGE_STALLED and the like; the drill is noted as failed then
 */
export async function startDrill(
  options: DrillOptions,
  tenant: string,
  by: string,
): Promise<{ ended: Promise<void> }> {
  const { db } = options;
  const samples = await shippedSamples();
  const rules = (await enabledRules(options, tenant)).map(({ id, title }): DrilledRule => {
    return { id, title, reason: samples.has(id) ? undefined : noSample };
  });
  const id = await beginDrill(db, tenant, rules, { by, now: Date.now() });
  const since = Date.now();
  try {
    await sendSamples(
      options,
      tenant,
      id,
      rules.flatMap((rule) => samples.get(rule.id) ?? []),
    );
  } catch (error) {
    await endDrill(db, id, Date.now(), error instanceof Error ? error.message : String(error));
    throw error;
  }
  return { ended: waitForAlerts(options, id, since) };
}

let samplesRead: Promise<ReadonlyMap<string, Sample>> | undefined;

/** @returns the samples that the rules of this program have, by rule */
function shippedSamples(): Promise<ReadonlyMap<string, Sample>> {
  samplesRead ??= readSamples(join(packageRoot(), 'rules', 'samples')).then(
    (samples) =>
      new Map(samples.filter(({ positive }) => positive.length > 0).map((each) => [each.rule, each])),
  );
  return samplesRead;
}

/** Rules in force that raise alerts of their own: those that only feed a correlation stand in its file. */
async function enabledRules({ db, rules: loaded }: DrillOptions, tenant: string): Promise<RuleInfo[]> {
  const { disabled, tenants } = await readPolicyState(db, loaded.disabled ?? []);
  const own = tenants.find((each) => each.tenant === tenant);
  const off = new Set(disabled);
  for (const { rule, enabled } of own?.rules ?? []) if (!enabled) off.add(rule);
  const all = rulesOfTenant(loaded, tenant);
  const correlated = new Set(all.filter(({ type }) => type === 'correlation').map(fileOf));
  return all.filter(
    (rule) =>
      !off.has(rule.id) &&
      !(rule.set !== undefined && own?.sets_off.includes(rule.set)) &&
      (rule.type === 'correlation' || !correlated.has(fileOf(rule))),
  );
}

/** The file of a rule; a file with several names its documents behind a `#`. */
const fileOf = ({ path }: RuleInfo): string => path.replace(/#\d+$/, '');

async function sendSamples(
  { ingestor }: DrillOptions,
  tenant: string,
  drill: string,
  samples: readonly Sample[],
): Promise<void> {
  const epoch = randomUUID();
  for (const [sequence, { positive }] of samples.entries()) {
    const received = Date.now();
    const records = positive.flatMap(({ format, dataset = '', record, repeat = 1 }): Envelope[] => {
      const text = typeof record === 'string' ? record : JSON.stringify(record);
      return Array.from({ length: repeat }, (_, n) => ({
        source: drillSource(drill),
        transport: 'internal',
        format,
        dataset,
        received,
        truncated: false,
        raw: Buffer.from(text.replaceAll('{{n}}', String(n + 1))),
      }));
    });
    const batch = { collector: drillCollector, epoch, sequence, records };
    await ingestor.submit({ collector: drillCollector, tenant }, encodeBatch(batch));
  }
}

async function waitForAlerts(
  { db, waitMs, signal }: DrillOptions,
  drill: string,
  since: number,
): Promise<void> {
  while ((await noteFired(db, drill)) > 0 && Date.now() < since + waitMs) {
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return endDrill(db, drill, Date.now(), 'the program ended while it ran');
  }
  await endDrill(db, drill, Date.now());
}
