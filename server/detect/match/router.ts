import type { Event } from '../../contract/event.js';
import { type ProgramWrapper, programWrapper } from '../rule-guard.js';
import type { Expression } from '../sigma/expression.js';
import { routeColumnNames } from './field-reader.js';
import { foldRules } from './folded-rules.js';
import { type LineSource, noLines } from './program.js';
import { Route } from './route.js';
import { RouteFilter } from './route-filter.js';
import type { RouteKey } from './route-key.js';
import { RouteValues } from './route-values.js';

/** Beyond this many routes, or spellings of their values, the tables start anew. */
const maxRoutes = 4096;

type Value = string | undefined | null;
/** By one value: the next level, or at the last one the route. */
type Level = Map<Value, Level | Route>;

/** Finds the compiled rules for an event; routes are compiled when their first event comes. */
export class Router {
  private readonly expressions: readonly Expression[];
  private readonly values: RouteValues;
  private readonly filter: RouteFilter;
  private readonly routes = new Map<string, Route>();
  /** By the signatures of their rules: what no rule of a route asks for tells no routes apart. */
  private readonly compiled = new Map<string, Route>();
  /** Routes by the values of the routing columns and EventID as they are spelled. */
  private spelled: Level = new Map();
  private spellings = 0;

  private readonly lines: LineSource;
  private readonly wrap: ProgramWrapper;

  /** @param expressions routed expressions of all rules */
  constructor(
    expressions: readonly Expression[],
    lines: LineSource = noLines,
    wrap: ProgramWrapper = programWrapper(undefined),
  ) {
    this.expressions = expressions;
    this.lines = lines;
    this.wrap = wrap;
    this.values = new RouteValues(expressions);
    this.filter = new RouteFilter(expressions);
  }

  /** @returns numbers of the rules that are true for the event, ascending */
  match(event: Event): number[] {
    const hits: number[] = [];
    this.routeOf(event).match(event, hits);
    return hits;
  }

  /** @returns the compiled rules for events like this one */
  routeOf(event: Event): Route {
    const eventId = eventIdOf(event);
    let level: Level | undefined = this.spelled;
    for (const column of routeColumnNames) {
      level = level.get(event[column]) as Level | undefined;
      if (level === undefined) return this.add(event, eventId);
    }
    return (level.get(eventId) as Route | undefined) ?? this.add(event, eventId);
  }

  private compile(key: RouteKey): Route {
    const folded = foldRules(key, this.expressions, this.filter);
    const known = this.compiled.get(folded.signature);
    if (known !== undefined) return known;
    const route = new Route(folded, this.lines, this.wrap);
    this.compiled.set(folded.signature, route);
    return route;
  }

  private add(event: Event, eventId: Value): Route {
    const columns: RouteKey['columns'] = {};
    for (const column of routeColumnNames) {
      const value = this.values.canonical(column, event[column]);
      if (value !== undefined) columns[column] = value;
    }
    const key = { columns, eventId: eventId === null ? null : this.values.canonical('EventID', eventId) };
    if (++this.spellings > maxRoutes) {
      this.routes.clear();
      this.compiled.clear();
      this.spelled = new Map();
      this.spellings = 1;
    }
    const name = JSON.stringify([columns, key.eventId ?? typeof key.eventId]);
    const route = this.routes.get(name) ?? this.compile(key);
    this.routes.set(name, route);
    let level = this.spelled;
    for (const column of routeColumnNames) level = child(level, event[column]);
    level.set(eventId, route);
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

function child(level: Level, value: Value): Level {
  const known = level.get(value) as Level | undefined;
  if (known !== undefined) return known;
  const fresh: Level = new Map();
  level.set(value, fresh);
  return fresh;
}
