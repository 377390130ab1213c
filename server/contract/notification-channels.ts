import Type, { type Static } from 'typebox';
import { MailAddress } from './notification-plan.js';

const closed = { additionalProperties: false } as const;
const Host = Type.String({ minLength: 1, maxLength: 253, pattern: '^[A-Za-z0-9._:-]+$' });
const Port = Type.Integer({ minimum: 1, maximum: 65_535 });
const Pem = Type.String({
  maxLength: 100_000,
  description: "PEM: authorities to trust instead of the system's; empty: the system's",
});
const Line = Type.String({ maxLength: 200, pattern: '^[^\\u0000-\\u001f]*$' });

export const EmailSettings = Type.Object(
  {
    kind: Type.Literal('email'),
    host: Host,
    port: Port,
    security: Type.Enum(['tls', 'starttls', 'none'], {
      description: '`tls`: from the first byte; `none`: in the clear, and then without a password',
    }),
    ca: Pem,
    user: Line,
    from: MailAddress,
    recipients: Type.Array(MailAddress, { minItems: 1, maxItems: 50 }),
  },
  closed,
);
export type EmailSettings = Static<typeof EmailSettings>;

export const WebhookSettings = Type.Object(
  {
    kind: Type.Literal('webhook'),
    format: Type.Enum(['generic', 'mattermost', 'matrix', 'teams']),
    room: Type.String({ maxLength: 255, pattern: '^(![^\\s/]+)?$', description: 'Matrix: id of the room' }),
    ca: Pem,
  },
  closed,
);
export type WebhookSettings = Static<typeof WebhookSettings>;

export const SyslogSettings = Type.Object(
  {
    kind: Type.Literal('syslog'),
    host: Host,
    port: Port,
    transport: Type.Enum(['udp', 'tcp', 'tls']),
    format: Type.Enum(['rfc5424', 'cef']),
    facility: Type.Integer({ minimum: 0, maximum: 23 }),
    ca: Pem,
  },
  closed,
);
export type SyslogSettings = Static<typeof SyslogSettings>;

export const ChannelSettings = Type.Union([EmailSettings, WebhookSettings, SyslogSettings]);
export type ChannelSettings = Static<typeof ChannelSettings>;
export type ChannelKind = ChannelSettings['kind'];

/** What of a channel is kept sealed and never given out. */
export const ChannelSecrets = Type.Object(
  {
    password: Type.Optional(Type.String({ maxLength: 1000, description: 'e-mail: of the user' })),
    url: Type.Optional(
      Type.String({
        maxLength: 2000,
        pattern: '^https?://',
        description: 'webhook: where to; it is a secret itself',
      }),
    ),
    token: Type.Optional(Type.String({ maxLength: 2000, description: 'Matrix: access token' })),
    key: Type.Optional(
      Type.String({
        minLength: 16,
        maxLength: 1000,
        description: 'generic webhook: signs with HMAC-SHA-256',
      }),
    ),
  },
  closed,
);
export type ChannelSecrets = Static<typeof ChannelSecrets>;

export const details = ['title', 'entity', 'fields'] as const;

const common = {
  name: Type.String({ minLength: 1, maxLength: 120, pattern: '^[^\\u0000-\\u001f]+$' }),
  enabled: Type.Boolean(),
  detail: Type.Enum(details, { description: 'how much of an alert is told; never raw records' }),
  language: Type.Enum(['de', 'en']),
  burst: Type.Integer({ minimum: 1, maximum: 1000, description: 'messages at once' }),
  per_hour: Type.Integer({ minimum: 1, maximum: 3600, description: 'messages in the long run' }),
  settings: ChannelSettings,
};

export const ChannelInput = Type.Object(
  {
    ...common,
    secrets: Type.Optional({
      ...ChannelSecrets,
      description: 'what is not given stays as it is; an empty text removes it',
    }),
    version: Type.Optional(Type.Integer({ description: 'that the change is based on' })),
  },
  closed,
);
export type ChannelInput = Static<typeof ChannelInput>;

const At = Type.Union([Type.String({ format: 'date-time' }), Type.Null()]);

export const Channel = Type.Object({
  id: Type.String({ format: 'uuid' }),
  ...common,
  secrets_set: Type.Array(Type.String(), { description: 'names of the secrets that are kept' }),
  place: Type.String({ description: 'where messages go, without anything secret' }),
  version: Type.Integer(),
  updated_at: Type.String({ format: 'date-time' }),
  updated_by: Type.String(),
  last_ok_at: At,
  last_error_at: At,
  last_error: Type.Union([Type.String(), Type.Null()]),
  held: Type.Integer({ description: 'notices that the rate limit holds back for a summary' }),
  digest: Type.Integer({ description: 'notices that wait for the digest' }),
  queued: Type.Integer(),
  dead: Type.Integer(),
});
export type Channel = Static<typeof Channel>;

export const TestResult = Type.Object({
  ok: Type.Boolean(),
  detail: Type.String({ description: 'the answer of the other side, or what went wrong' }),
});
export type TestResult = Static<typeof TestResult>;
