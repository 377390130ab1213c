import type { Match, RuleInfo } from '../contract/detection.js';
import type { Event } from '../contract/event.js';

/** A record that rules are true for. */
export interface MatchedRecord {
  readonly tenant: string;
  event(): Event;
  /** @returns the match of a detection rule */
  match(rule: RuleInfo): Match;
}

/** @param event of the record, made already */
export function madeRecord(event: Event): MatchedRecord {
  const time = event['@timestamp'];
  return {
    tenant: event.tenant,
    event: () => event,
    match: (rule) => ({ rule, events: [event], count: 1, group: undefined, first: time, last: time }),
  };
}

/** A record whose event is made when somebody reads what a match has of it: most of a match's cost. */
export class LazyRecord implements MatchedRecord {
  readonly tenant: string;
  private made: Event | undefined;
  private readonly toEvent: () => Event;

  /**
   * @param tenant the event's
   * @param toEvent makes the event; called at most once
   */
  constructor(tenant: string, toEvent: () => Event) {
    this.tenant = tenant;
    this.toEvent = toEvent;
  }

  event(): Event {
    this.made ??= this.toEvent();
    return this.made;
  }

  match(rule: RuleInfo): Match {
    return new LazyMatch(rule, this);
  }
}

/** Accessors of a class cost a twentieth of an object's own; what copies objects property by property misses them. */
class LazyMatch implements Match {
  readonly rule: RuleInfo;
  readonly count = 1;
  readonly group = undefined;
  private readonly record: LazyRecord;
  private list: Event[] | undefined;

  constructor(rule: RuleInfo, record: LazyRecord) {
    this.rule = rule;
    this.record = record;
  }

  get events(): Event[] {
    this.list ??= [this.record.event()];
    return this.list;
  }

  get first(): number {
    return this.record.event()['@timestamp'];
  }

  get last(): number {
    return this.first;
  }
}
