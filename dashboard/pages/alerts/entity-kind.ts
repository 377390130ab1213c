import type { MessageKey } from '../../i18n/messages.js';

/** The fields that alerts are about most; others are named as they are. */
const kinds: Record<string, MessageKey> = {
  'host.name': 'alerts.entity.host',
  'user.name': 'alerts.entity.user',
  'source.ip': 'alerts.entity.source',
  'destination.ip': 'alerts.entity.destination',
  'observer.id': 'alerts.entity.observer',
  TargetUserName: 'alerts.entity.user',
  SubjectUserName: 'alerts.entity.user',
  User: 'alerts.entity.user',
  IpAddress: 'alerts.entity.source',
  SourceIp: 'alerts.entity.source',
  Computer: 'alerts.entity.host',
  'url.path': 'alerts.entity.path',
  'cs-uri-stem': 'alerts.entity.path',
  'c-ip': 'alerts.entity.source',
  'cs-username': 'alerts.entity.user',
};

/**
 * @param type field name, or several, separated by commas
 * @returns what an alert is about, in words
 */
export function entityKind(type: string, t: (key: MessageKey) => string): string {
  const words = type.split(', ').map((field) => {
    const key = kinds[field];
    return key === undefined ? field : t(key);
  });
  return words.join(', ');
}
