import type { Event } from './event.js';

/** Names of the hot columns that hold text, in store order. */
export const textColumns = [
  'event.kind',
  'event.module',
  'event.dataset',
  'event.code',
  'event.category',
  'event.action',
  'event.outcome',
  'host.name',
  'source.ip',
  'destination.ip',
  'user.name',
  'user.domain',
  'process.name',
  'process.executable',
  'process.command_line',
  'message',
  'log.syslog.appname',
  'log.syslog.procid',
  'log.syslog.msgid',
  'winlog.channel',
  'winlog.provider_name',
  'winlog.record_id',
  'observer.id',
  'log.source',
  'error.message',
] as const satisfies readonly (keyof Event)[];

/** Names of the hot columns that hold numbers, in store order. */
export const numberColumns = [
  'event.severity',
  'source.port',
  'destination.port',
  'process.pid',
  'log.syslog.facility.code',
] as const satisfies readonly (keyof Event)[];

export type TextColumn = (typeof textColumns)[number];
export type NumberColumn = (typeof numberColumns)[number];
