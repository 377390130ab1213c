import Type from 'typebox';
import { closed } from './parts.js';

const path = (description: string) => Type.String({ default: '', description });

/** Backups that the server makes by itself. */
export const BackupSchema = Type.Object(
  {
    target: path('folder of backups, on another disk; empty: the server makes none by itself'),
    schedule: Type.String({
      default: '15 3 * * *',
      description: 'when: cron expression of five fields, by the clock in Germany',
    }),
    keep: Type.Integer({ default: 14, minimum: 1, maximum: 10_000, description: 'backups that stay' }),
    passphrase_file: path('file with the passphrase that encrypts backups'),
    recipient_file: path('PEM file: X25519 public key that backups are encrypted for'),
    with_keys: Type.Boolean({
      default: false,
      description: 'takes keys along although backups are not encrypted',
    }),
    max_age_hours: Type.Integer({
      default: 36,
      minimum: 1,
      maximum: 8760,
      description: 'an alert is raised when the last backup is older',
    }),
    before_upgrade: Type.Boolean({
      default: true,
      description: 'a start that changes the tables makes a backup first, where there is a target',
    }),
  },
  { ...closed, default: {} },
);

/** Figures for Prometheus. */
export const MetricsSchema = Type.Object(
  {
    port: Type.Union([Type.Null(), Type.Integer({ minimum: 0, maximum: 65535 })], {
      default: null,
      description: 'port of /metrics; null: none',
    }),
    host: Type.String({
      default: '127.0.0.1',
      description: 'other addresses than this machine need a token',
    }),
    token_file: path('file with the bearer token that /metrics asks for'),
  },
  { ...closed, default: {} },
);
