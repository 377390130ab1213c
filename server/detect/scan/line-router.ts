import type { Event } from '../../contract/event.js';
import { absent } from '../match/json-line.js';
import { type PlanSchedule, usualSchedule } from '../match/plan-schedule.js';
import type { Route } from '../match/route.js';
import { Router } from '../match/router.js';
import type { ScreenPart } from '../match/screen.js';
import { type ProgramWrapper, programWrapper } from '../rule-guard.js';
import type { Expression } from '../sigma/expression.js';
import { LineScanner } from './line-scanner.js';
import { keysOfField } from './plain-field.js';
import { unwanted, type ValueFinder } from './value-finder.js';
import { valueFinder } from './wasm-finder.js';

/** Beyond this many kinds of lines the table starts anew. */
const maxKnown = 4096;

/** The rules that are true for a line. */
export interface LineHits {
  readonly hits: readonly number[];
  readonly event: Event | undefined;
}

/**
 * Matches Windows events in flat JSON (fields beside Channel and EventID) without making events of them: most match
 * no rule, and whether they do is told by a few fields. All other records take the way over the event.
 */
export class LineRouter {
  private readonly router: Router;
  private readonly finder: ValueFinder;
  private readonly scanner: LineScanner;
  private readonly channel: number;
  private readonly eventId: number;
  /** A record with one of these has another shape. */
  private readonly winlogbeat: readonly number[];
  /**
   * The keys that decide what the normaliser routes by: channel, event id and all that may name the provider, because
   * which of those counts is the normaliser's business.
   */
  private readonly kindKeys: readonly number[];
  /** By the line's kind. */
  private readonly routes = new Map<number, Route>();

  /** @param expressions routed expressions of all rules */
  constructor(
    expressions: readonly Expression[],
    wrap: ProgramWrapper = programWrapper(undefined),
    finder: ValueFinder = valueFinder(),
    schedule: PlanSchedule = usualSchedule,
  ) {
    this.finder = finder;
    this.scanner = new LineScanner(finder);
    const idOf = (name: string): number => finder.idOf(name) ?? unwanted;
    this.channel = idOf('Channel');
    this.eventId = idOf('EventID');
    const providers = ['SourceName', 'Provider_Name', 'ProviderName'].map(idOf);
    this.kindKeys = [this.channel, this.eventId, ...providers];
    this.winlogbeat = ['winlog.channel', 'winlog.event_id'].map(idOf);
    const lines = {
      keysOf: (names: readonly string[]) => this.keysOf(names),
      ...(finder.screenOf && { screenOf: (parts: readonly ScreenPart[]) => finder.screenOf!(parts) }),
    };
    this.router = new Router(expressions, lines, wrap, schedule);
  }

  /** @returns numbers of the rules that are true for the event, ascending */
  match(event: Event): number[] {
    return this.router.match(event);
  }

  /**
   * @param bytes one JSON record
   * @param toEvent makes the record's event as `normalise` does; called at most once
   * @param lazy leaves the event to the caller also where a rule is true, unless the line may be no record at all
   * @returns numbers of the rules that are true, ascending, and the event if it had to be made
   */
  matchLine(bytes: Buffer, toEvent: () => Event, lazy = false): LineHits {
    const { scanner } = this;
    // Letters may be written as \u006d: then the line's bytes are not the values' letters.
    if (!scanner.scan(bytes, toEvent) || !this.isFlat() || this.finder.escaped) {
      const event = scanner.event();
      return { hits: this.router.match(event), event };
    }
    const kind = this.finder.kindOf(this.kindKeys);
    const route = this.routes.get(kind);
    if (route === undefined) return this.learn(kind);
    const hits: number[] = [];
    route.matchLine(scanner, hits);
    if (hits.length === 0) return none;
    if (lazy && !scanner.hasEvent && this.finder.isStrict()) return { hits, event: undefined };
    const event = scanner.event();
    // A fault in a value that no rule asks for.
    if (event['event.kind'] === 'pipeline_error') return { hits: this.router.match(event), event };
    return { hits, event };
  }

  /** Keys of the route become known while it is compiled, too late for this line. */
  private learn(kind: number): LineHits {
    const event = this.scanner.event();
    const hits = this.router.match(event);
    if (event['event.kind'] === 'pipeline_error' || kind < 0) return { hits, event };
    if (this.routes.size >= maxKnown) this.routes.clear();
    this.routes.set(kind, this.router.routeOf(event));
    return { hits, event };
  }

  private isFlat(): boolean {
    const { scanner, channel, eventId, winlogbeat } = this;
    if (scanner.start(eventId) < 0 || scanner.start(channel) < 0) return false;
    if (scanner.bytes[scanner.start(channel)] !== 0x22) return false;
    return winlogbeat.every((key) => scanner.start(key) === absent);
  }

  private keysOf(names: readonly string[]): number[] | undefined {
    const keys = names.map(keysOfField);
    if (keys.includes(undefined)) return undefined;
    const ids = keys.flatMap((one) => one!.map((key) => this.finder.idOf(key)));
    return ids.includes(undefined) ? undefined : (ids as number[]);
  }
}

const none: LineHits = { hits: [], event: undefined };
