import type { Event } from '../../contract/event.js';
import type { ResolvedLeaf } from '../routing.js';
import { type Expression, mapLeaves } from '../sigma/expression.js';
import { fieldReader, routeColumns } from './field-reader.js';
import { interpretLeaf } from './interpret.js';
import { compileProgram, type Program, SlotTable } from './program.js';
import { Frame } from './slot.js';

/** What all events of a route have in common. */
export interface RouteKey {
  module: string;
  dataset: string;
  channel: string | undefined;
  code: string | undefined;
  /** The record's own field `EventID`, as text; undefined when absent; null when it is no single value. */
  eventId: string | undefined | null;
}

/** The rules that can match the events of one route, compiled for them. */
export class Route {
  private readonly rules: number[] = [];
  private readonly programs: Program[] = [];
  private readonly frame: Frame;

  /** @param expressions routed expressions of all rules */
  constructor(key: RouteKey, expressions: readonly Expression[]) {
    const table = new SlotTable();
    const sample = sampleEvent(key);
    expressions.forEach((expression, rule) => {
      const folded = mapLeaves(expression, (leaf) => fold(leaf as ResolvedLeaf, key, sample));
      if (folded.op === 'constant' && !folded.value) return;
      this.rules.push(rule);
      this.programs.push(compileProgram(folded, table));
    });
    this.frame = new Frame(table.slots);
  }

  /** Adds the numbers of the rules that are true for the event, ascending. */
  match(event: Event, hits: number[]): void {
    this.frame.begin(event);
    for (let i = 0; i < this.programs.length; i++) {
      if (this.programs[i]!(this.frame)) hits.push(this.rules[i]!);
    }
  }
}

/** @returns true or false for a leaf that is the same for all events of the route, otherwise the leaf */
function fold(leaf: ResolvedLeaf, key: RouteKey, sample: Event): Expression {
  const { names, test } = leaf;
  if (names === null || test.kind === 'fieldref' || test.kind === 'time') return leaf;
  const known = names.every((name) => routeColumns.has(name) || (name === 'EventID' && key.eventId !== null));
  return known ? { op: 'constant', value: interpretLeaf(leaf, sample, fieldReader(names)) } : leaf;
}

function sampleEvent(key: RouteKey): Event {
  return {
    id: '',
    tenant: '',
    '@timestamp': 0,
    'event.ingested': 0,
    'event.kind': 'event',
    'event.module': key.module,
    'event.dataset': key.dataset,
    ...(key.code !== undefined && { 'event.code': key.code }),
    ...(key.channel !== undefined && { 'winlog.channel': key.channel }),
    'observer.id': '',
    'log.source': '',
    fields: typeof key.eventId === 'string' ? { EventID: key.eventId } : {},
    'event.original': new Uint8Array(0),
  };
}
