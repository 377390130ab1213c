import { GrundwachtError } from '../contract/errors.js';
import { faultMessage } from '../contract/fault.js';
import type { SignalDefinition, SignalKind } from '../contract/signal.js';
import { parseQuery } from '../query/parse.js';
import { kindParameters, parameterFaults, type SignalFault } from './parameters.js';
import { fillQuery, placeholdersOf } from './query.js';

/** Kinds that look at target objects one by one; `event-query` may do either. */
const ofObjects: readonly SignalKind[] = ['silent-assets', 'coverage', 'clock-skew', 'transport'];

/** @returns what is wrong with a definition that has the right shape; pointers into the definition */
export function definitionFaults(signal: SignalDefinition): SignalFault[] {
  const { kind, objects, schedule, requirements, parameters = {} } = signal;
  const faults: SignalFault[] = [];
  const add = (pointer: string, message: string): void => {
    faults.push({ pointer, message });
  };
  if (kind === 'scan') {
    if (schedule !== undefined) add('/schedule', 'scans have none: they come when they are imported');
  } else if (schedule === undefined) add('', 'needs a `schedule`');
  else if (!/^(?:[\d*/,-]+ ){4}[\d*/,-]+$/.test(schedule))
    add('/schedule', 'is no cron expression of five fields');
  if (ofObjects.includes(kind) && objects === undefined) add('', `the kind ${kind} needs \`objects\``);
  if (objects !== undefined && !ofObjects.includes(kind) && kind !== 'event-query' && kind !== 'scan') {
    add('/objects', `the kind ${kind} speaks of the whole domain`);
  }
  const ids = requirements.map(({ id }) => id);
  for (const [n, id] of ids.entries()) {
    if (ids.indexOf(id) < n) add(`/requirements/${n}/id`, `${id} is there twice`);
  }
  faults.push(...queryFaults(signal));
  const names = [...Object.keys(kindParameters[kind]), ...placeholders(signal)];
  for (const fault of parameterFaults(kind, parameters, names)) add(fault.pointer, faultMessage(fault));
  for (const name of names) {
    if (!Object.hasOwn(parameters, name)) add('/parameters', `${name} is missing`);
  }
  return faults;
}

const placeholders = ({ query = '', seen_by = '' }: SignalDefinition): string[] =>
  placeholdersOf(`${query} ${seen_by}`);

function queryFaults(signal: SignalDefinition): SignalFault[] {
  const { kind, query, seen_by, expect, parameters = {} } = signal;
  if (kind !== 'event-query') {
    return (['query', 'seen_by', 'expect'] as const)
      .filter((name) => signal[name] !== undefined)
      .map((name) => ({ pointer: `/${name}`, message: 'belongs to the kind event-query only' }));
  }
  const faults: SignalFault[] = [];
  if (query === undefined || expect === undefined) {
    faults.push({ pointer: '', message: 'the kind event-query needs `query` and `expect`' });
  }
  for (const [name, text] of Object.entries({ query, seen_by })) {
    if (text === undefined) continue;
    try {
      parseQuery(fillQuery(text, parameters));
    } catch (error) {
      if (!(error instanceof GrundwachtError)) throw error;
      faults.push({ pointer: `/${name}`, message: error.message });
    }
  }
  return faults;
}
