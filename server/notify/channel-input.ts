import { X509Certificate } from 'node:crypto';
import { GrundwachtError } from '../contract/errors.js';
import type { ChannelInput, ChannelSecrets, ChannelSettings } from '../contract/notification-channels.js';

/** A channel's settings and secrets as they were before. */
export interface Before {
  settings: ChannelSettings;
  secrets: ChannelSecrets;
}

/**
 * Puts the secrets that are given over those that are kept, and checks that the channel can work with them. What is
 * sent to a server is not handed on to another one: it is to be given again with a new address.
 * @param before undefined: the channel is new
 * @throws GrundwachtError VALIDATION
 */
export function checkedSecrets(
  { settings, secrets: given = {} }: ChannelInput,
  before: Before | undefined,
): ChannelSecrets {
  const kept = before?.settings.kind === settings.kind ? before.secrets : {};
  const secrets = Object.fromEntries(
    namesOf[settings.kind]
      .map((name) => [name, given[name] ?? kept[name] ?? ''] as const)
      .filter(([, value]) => value !== ''),
  ) as ChannelSecrets;
  checkAuthorities(settings.ca);
  if (settings.kind === 'email') {
    if (settings.user !== '' && settings.security === 'none') {
      throw invalid('/settings/security', 'a password is never sent in the clear: choose tls or starttls');
    }
    const moved = before?.settings.kind === 'email' && before.settings.host !== settings.host;
    if (moved && secrets.password && given.password === undefined) {
      throw invalid('/secrets/password', 'the mail server is another one: give the password again');
    }
  }
  if (settings.kind === 'webhook') checkWebhook(settings.format, settings.room, secrets, { given, kept });
  return secrets;
}

const namesOf = {
  email: ['password'],
  webhook: ['url', 'token', 'key'],
  syslog: [],
} as const satisfies Record<ChannelSettings['kind'], readonly (keyof ChannelSecrets)[]>;

function checkWebhook(
  format: string,
  room: string,
  { url, token }: ChannelSecrets,
  { given, kept }: { given: ChannelSecrets; kept: ChannelSecrets },
): void {
  if (url === undefined) throw invalid('/secrets/url', 'a webhook needs a URL');
  if (!URL.canParse(url)) throw invalid('/secrets/url', 'this is no URL');
  const { username, password } = new URL(url);
  if (username !== '' || password !== '')
    throw invalid('/secrets/url', 'leave user and password out of the URL');
  if (format === 'matrix' && (token === undefined || room === '')) {
    throw invalid(
      room === '' ? '/settings/room' : '/secrets/token',
      'Matrix needs a room and an access token',
    );
  }
  const moved = kept.url !== undefined && new URL(kept.url).origin !== new URL(url).origin;
  if (moved && token !== undefined && given.token === undefined) {
    throw invalid('/secrets/token', 'the server is another one: give the token again');
  }
}

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function checkAuthorities(pem: string): void {
  if (pem === '') return;
  const found = pem.match(block) ?? [];
  if (found.length === 0) throw invalid('/settings/ca', 'there is no PEM certificate in it');
  for (const each of found) {
    try {
      new X509Certificate(each);
    } catch (cause) {
      throw new GrundwachtError(
        'VALIDATION',
        { pointer: '/settings/ca', message: 'a certificate in it cannot be read' },
        { cause },
      );
    }
  }
}

const invalid = (where: string, why: string): GrundwachtError =>
  new GrundwachtError('VALIDATION', { pointer: where, message: why });

/** @returns where a channel's messages go, without anything secret */
export function placeOf(settings: ChannelSettings, secrets: ChannelSecrets): string {
  switch (settings.kind) {
    case 'email':
      return `${settings.recipients.join(', ')} (${settings.host}:${settings.port})`;
    case 'webhook':
      return new URL(secrets.url ?? 'https://-').origin;
    case 'syslog':
      return `${settings.transport}://${settings.host}:${settings.port}`;
  }
}
