import type {
  Channel,
  ChannelInput,
  ChannelKind,
  ChannelSecrets,
  ChannelSettings,
} from '../../../server/contract/notification-channels.js';

/** What the form holds: numbers and lists as they are typed. */
export interface ChannelDraft {
  kind: ChannelKind;
  name: string;
  enabled: boolean;
  detail: ChannelInput['detail'];
  language: ChannelInput['language'];
  burst: string;
  per_hour: string;
  host: string;
  port: string;
  security: 'tls' | 'starttls' | 'none';
  ca: string;
  user: string;
  from: string;
  recipients: string;
  format: 'generic' | 'mattermost' | 'matrix' | 'teams';
  room: string;
  transport: 'udp' | 'tcp' | 'tls';
  line: 'rfc5424' | 'cef';
  facility: string;
  password: string;
  url: string;
  token: string;
  key: string;
}

const empty: ChannelDraft = {
  kind: 'email',
  name: '',
  enabled: true,
  detail: 'entity',
  language: 'de',
  burst: '10',
  per_hour: '30',
  host: '',
  port: '587',
  security: 'starttls',
  ca: '',
  user: '',
  from: '',
  recipients: '',
  format: 'mattermost',
  room: '',
  transport: 'tls',
  line: 'rfc5424',
  facility: '13',
  password: '',
  url: '',
  token: '',
  key: '',
};

/** @returns the form's content for a channel; secrets are never known */
export function draftOf(channel: Channel | undefined): ChannelDraft {
  if (channel === undefined) return empty;
  const { settings, name, enabled, detail, language } = channel;
  const common = {
    ...empty,
    ...{ kind: settings.kind, name, enabled, detail, language, ca: settings.ca },
    burst: String(channel.burst),
    per_hour: String(channel.per_hour),
  };
  switch (settings.kind) {
    case 'email': {
      const { host, security, user, from } = settings;
      const recipients = settings.recipients.join('\n');
      return { ...common, host, security, user, from, port: String(settings.port), recipients };
    }
    case 'webhook':
      return { ...common, format: settings.format, room: settings.room };
    case 'syslog': {
      const { host, transport, format, port, facility } = settings;
      return { ...common, host, transport, line: format, port: String(port), facility: String(facility) };
    }
  }
}

function settingsOf(draft: ChannelDraft): ChannelSettings {
  const { kind, host, ca } = draft;
  const port = Number(draft.port);
  switch (kind) {
    case 'email': {
      const { security, user, from } = draft;
      const recipients = draft.recipients.split(/[\s,;]+/).filter((address) => address !== '');
      return {
        kind,
        host: host.trim(),
        port,
        security,
        ca,
        user: user.trim(),
        from: from.trim(),
        recipients,
      };
    }
    case 'webhook':
      return { kind, format: draft.format, room: draft.format === 'matrix' ? draft.room.trim() : '', ca };
    case 'syslog': {
      const { transport, line: format } = draft;
      return { kind, host: host.trim(), port, transport, format, facility: Number(draft.facility), ca };
    }
  }
}

/** @returns what is sent; secrets that were not typed stay as they are */
export function inputOf(draft: ChannelDraft, version: number | undefined): ChannelInput {
  const { name, enabled, detail, language, password, url, token, key } = draft;
  const typed = Object.entries({ password, url: url.trim(), token: token.trim(), key }).filter(
    ([, value]) => value !== '',
  );
  return {
    ...{ name: name.trim(), enabled, detail, language },
    burst: Number(draft.burst),
    per_hour: Number(draft.per_hour),
    settings: settingsOf(draft),
    ...(typed.length > 0 && { secrets: Object.fromEntries(typed) as ChannelSecrets }),
    ...(version !== undefined && { version }),
  };
}
