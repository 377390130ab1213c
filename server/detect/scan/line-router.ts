import type { Event } from '../../contract/event.js';
import { absent } from '../match/json-line.js';
import type { Route } from '../match/route.js';
import { Router } from '../match/router.js';
import type { ScreenPart } from '../match/screen.js';
import { type ProgramWrapper, programWrapper } from '../rule-guard.js';
import type { Expression } from '../sigma/expression.js';
import { detached } from './latin1.js';
import { LineScanner } from './line-scanner.js';
import { keysOfField } from './plain-field.js';
import { unwanted, type ValueFinder } from './value-finder.js';
import { valueFinder } from './wasm-finder.js';

/** Beyond this many channels, providers and event ids the table starts anew. */
const maxKnown = 4096;

type ByToken<T> = Map<string, T>;

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
  private readonly providers: readonly number[];
  /** A record with one of these has another shape. */
  private readonly winlogbeat: readonly number[];
  /** By channel, provider and event id, as the line spells them: they decide what the normaliser routes by. */
  private routes: ByToken<ByToken<ByToken<Route>>> = new Map();
  private known = 0;

  /** @param expressions routed expressions of all rules */
  constructor(
    expressions: readonly Expression[],
    wrap: ProgramWrapper = programWrapper(undefined),
    finder: ValueFinder = valueFinder(),
  ) {
    this.finder = finder;
    this.scanner = new LineScanner(finder);
    const idOf = (name: string): number => finder.idOf(name) ?? unwanted;
    this.channel = idOf('Channel');
    this.eventId = idOf('EventID');
    this.providers = ['SourceName', 'Provider_Name', 'ProviderName'].map(idOf);
    this.winlogbeat = ['winlog.channel', 'winlog.event_id'].map(idOf);
    const lines = {
      keysOf: (names: readonly string[]) => this.keysOf(names),
      ...(finder.screenOf && { screenOf: (parts: readonly ScreenPart[]) => finder.screenOf!(parts) }),
    };
    this.router = new Router(expressions, lines, wrap);
  }

  /** @returns numbers of the rules that are true for the event, ascending */
  match(event: Event): number[] {
    return this.router.match(event);
  }

  /**
   * @param bytes one JSON record
   * @param toEvent makes the record's event as `normalise` does; called at most once
   * @returns numbers of the rules that are true, ascending, and the event if it had to be made
   */
  matchLine(bytes: Buffer, toEvent: () => Event): { hits: number[]; event: Event | undefined } {
    const { scanner } = this;
    // Letters may be written as \u006d: then the line's bytes are not the values' letters.
    if (!scanner.scan(bytes, toEvent) || !this.isFlat() || this.finder.escaped) {
      const event = scanner.event();
      return { hits: this.router.match(event), event };
    }
    const channel = scanner.token(this.channel);
    const eventId = scanner.token(this.eventId);
    const provider = this.provider();
    const route = this.routes.get(channel)?.get(provider)?.get(eventId);
    if (route === undefined) return this.learn([channel, provider, eventId]);
    const hits: number[] = [];
    route.matchLine(scanner, hits);
    if (hits.length === 0) return none;
    const event = scanner.event();
    // A fault in a value that no rule asks for.
    if (event['event.kind'] === 'pipeline_error') return { hits: this.router.match(event), event };
    return { hits, event };
  }

  /** Keys of the route become known while it is compiled, too late for this line. */
  private learn(tokens: [channel: string, provider: string, eventId: string]): {
    hits: number[];
    event: Event;
  } {
    const event = this.scanner.event();
    const hits = this.router.match(event);
    if (event['event.kind'] === 'pipeline_error') return { hits, event };
    if (++this.known > maxKnown) {
      this.routes = new Map();
      this.known = 1;
    }
    const [channel, provider, eventId] = tokens;
    const byProvider = child(this.routes, channel, () => new Map());
    const byEventId = child(byProvider, provider, () => new Map());
    child(byEventId, eventId, () => this.router.routeOf(event));
    return { hits, event };
  }

  /** The tokens of all keys that may name the provider: which of them counts is the normaliser's business. */
  private provider(): string {
    const { scanner, providers } = this;
    let tokens = '';
    for (const key of providers) {
      const start = scanner.start(key);
      if (start >= 0) tokens = tokens === '' ? scanner.token(key) : `${tokens}\n${scanner.token(key)}`;
      else if (tokens !== '' || start !== absent) tokens += '\n';
    }
    return tokens;
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

function child<T>(level: ByToken<T>, token: string, create: () => T): T {
  const known = level.get(token);
  if (known !== undefined) return known;
  const fresh = create();
  level.set(detached(token), fresh);
  return fresh;
}

const none = { hits: [] as number[], event: undefined };
