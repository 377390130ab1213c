import type { Event } from '../../contract/event.js';
import type { Expression } from '../sigma/expression.js';
import { Route, type RouteKey } from './route.js';
import { RouteValues } from './route-values.js';

/** Beyond this many routes, or spellings of their values, the tables start anew. */
const maxRoutes = 4096;

type Value = string | undefined | null;
type Level<T> = Map<Value, T>;

/** Finds the compiled rules for an event; routes are compiled when their first event comes. */
export class Router {
  private readonly expressions: readonly Expression[];
  private readonly values: RouteValues;
  private readonly routes = new Map<string, Route>();
  /** Routes by the values as they are spelled: module, dataset, channel, code, EventID. */
  private spelled: Level<Level<Level<Level<Level<Route>>>>> = new Map();
  private spellings = 0;

  /** @param expressions routed expressions of all rules */
  constructor(expressions: readonly Expression[]) {
    this.expressions = expressions;
    this.values = new RouteValues(expressions);
  }

  /** @returns numbers of the rules that are true for the event, ascending */
  match(event: Event): number[] {
    const hits: number[] = [];
    const code = event['event.code'];
    const eventId = eventIdOf(event);
    const route =
      this.spelled
        .get(event['event.module'])
        ?.get(event['event.dataset'])
        ?.get(event['winlog.channel'])
        ?.get(code)
        ?.get(eventId) ?? this.add(event, eventId);
    route.match(event, hits);
    return hits;
  }

  private add(event: Event, eventId: Value): Route {
    const { values } = this;
    const key: RouteKey = {
      module: values.canonical('event.module', event['event.module'])!,
      dataset: values.canonical('event.dataset', event['event.dataset'])!,
      channel: values.canonical('winlog.channel', event['winlog.channel']),
      code: values.canonical('event.code', event['event.code']),
      eventId: eventId === null ? null : values.canonical('EventID', eventId),
    };
    if (++this.spellings > maxRoutes) {
      this.routes.clear();
      this.spelled = new Map();
      this.spellings = 1;
    }
    const name = JSON.stringify([
      key.module,
      key.dataset,
      key.channel ?? 0,
      key.code ?? 0,
      key.eventId ?? typeof key.eventId,
    ]);
    const route = this.routes.get(name) ?? new Route(key, this.expressions);
    this.routes.set(name, route);
    const byDataset = child(this.spelled, event['event.module']);
    const byChannel = child(byDataset, event['event.dataset']);
    const byCode = child(byChannel, event['winlog.channel']);
    child(byCode, event['event.code']).set(eventId, route);
    return route;
  }
}

/** @returns the record's own field as text; undefined when absent; null when it is no single value */
function eventIdOf(event: Event): Value {
  const own = event.fields['EventID'];
  if (typeof own === 'string') return own;
  if (typeof own === 'number') return String(own);
  return own === undefined ? undefined : null;
}

function child<T>(level: Level<Map<Value, T>>, value: Value): Map<Value, T> {
  const known = level.get(value);
  if (known !== undefined) return known;
  const fresh = new Map<Value, T>();
  level.set(value, fresh);
  return fresh;
}
