import type { EventStore } from '../contract/event-store.js';
import type { Histogram } from './histogram.js';

const searches = ['search', 'histogram', 'statistics', 'fields', 'get'] as const;

/** @returns the store, whose searches are timed by their kind */
export function timedStore(store: EventStore, durations: Histogram): EventStore {
  const timed = new Set<string | symbol>(searches);
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const method = value.bind(target) as (...args: unknown[]) => unknown;
      if (!timed.has(name)) return method;
      return async (...args: unknown[]) => {
        const start = performance.now();
        try {
          return await method(...args);
        } finally {
          durations.observe({ kind: String(name) }, (performance.now() - start) / 1000);
        }
      };
    },
  });
}
