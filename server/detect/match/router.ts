import type { Event } from '../../contract/event.js';
import type { Expression } from '../sigma/expression.js';
import { Route } from './route.js';

/** Attackers choose what stands in a log line: beyond this many routes the table starts anew. */
const maxRoutes = 4096;

/** Finds the compiled rules for an event; routes are compiled when their first event comes. */
export class Router {
  private readonly expressions: readonly Expression[];
  private routes = new Map<string, Route>();

  /** @param expressions routed expressions of all rules */
  constructor(expressions: readonly Expression[]) {
    this.expressions = expressions;
  }

  /** @returns numbers of the rules that are true for the event, ascending */
  match(event: Event): number[] {
    const hits: number[] = [];
    this.routeOf(event).match(event, hits);
    return hits;
  }

  private routeOf(event: Event): Route {
    const channel = event['winlog.channel']?.toLowerCase();
    const code = event['event.code'];
    const own = event.fields['EventID'];
    const single = typeof own === 'string' || typeof own === 'number';
    const eventId = single ? String(own) : own === undefined ? undefined : null;
    const module = event['event.module'];
    const dataset = event['event.dataset'];
    const key = `${module}\n${dataset}\n${channel}\n${code}\n${eventId}`;
    let route = this.routes.get(key);
    if (route === undefined) {
      if (this.routes.size >= maxRoutes) this.routes = new Map();
      route = new Route({ module, dataset, channel, code, eventId }, this.expressions);
      this.routes.set(key, route);
    }
    return route;
  }
}
