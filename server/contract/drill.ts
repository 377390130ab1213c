/**
 * Collector of the records of fire drills. No collector can be registered under this name: whoever could would have
 * their alerts closed as tests.
 */
export const drillCollector = '~drill';
