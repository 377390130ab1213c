import Type, { type Static } from 'typebox';
import { pseudonymKinds, rotations } from './pseudonym-state.js';

const Instant = Type.String({ format: 'date-time' });
const closed = { additionalProperties: false };
const maybe = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);
const Pattern = Type.String({ minLength: 2, maxLength: 100 });
const Reason = Type.String({ minLength: 10, maxLength: 2000 });
/** Length counts, not kinds of signs (NIST SP 800-63B). */
export const Passphrase = Type.String({ minLength: 16, maxLength: 1000 });

export const PseudonymSettingsSchema = Type.Object(
  {
    users: Type.Boolean({ description: 'names of accounts of persons' }),
    sids: Type.Boolean({ description: 'security identifiers with a relative identifier of 1000 or more' }),
    mails: Type.Boolean(),
    workstations: Type.Array(Pattern, { maxItems: 200, description: 'names with `*` and `?`' }),
    client_networks: Type.Array(Type.String({ minLength: 3, maxLength: 60 }), {
      maxItems: 500,
      description: 'CIDR',
    }),
    user_fields: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 200 }),
    exempt: Type.Array(Pattern, { maxItems: 500, description: 'accounts that stay as they are' }),
    rotation: Type.Enum(rotations),
  },
  closed,
);

/** What waits for the second person. */
export const PseudonymProposal = Type.Object({
  enabled: Type.Boolean(),
  settings: PseudonymSettingsSchema,
  reason: Type.String(),
  by: Type.String({ description: 'user name' }),
  at: Instant,
});
export type PseudonymProposal = Static<typeof PseudonymProposal>;

export const sides = ['requester', 'approver'] as const;
export const Side = Type.Enum(sides);
export type Side = (typeof sides)[number];

export const PseudonymMode = Type.Object({
  tenant: Type.String(),
  enabled: Type.Boolean(),
  since: maybe(Instant),
  settings: PseudonymSettingsSchema,
  version: Type.Integer(),
  sides: Type.Object(
    { requester: Type.Boolean(), approver: Type.Boolean() },
    { description: 'who has a key' },
  ),
  proposal: maybe(PseudonymProposal),
  periods: Type.Array(Type.Object({ period: Type.String(), from: Instant, pseudonyms: Type.Integer() }), {
    description: 'keys that are there, latest first',
  }),
});
export type PseudonymMode = Static<typeof PseudonymMode>;

export const PseudonymProposalInput = Type.Object(
  {
    enabled: Type.Boolean(),
    settings: PseudonymSettingsSchema,
    reason: Reason,
    passphrase: Type.Optional(Passphrase),
  },
  closed,
);
export type PseudonymProposalInput = Static<typeof PseudonymProposalInput>;

export const PseudonymAcceptance = Type.Object(
  {
    proposed_at: Type.String({
      format: 'date-time',
      description: '`at` of the proposal that was read: one that took its place meanwhile is not accepted',
    }),
    passphrase: Type.Optional(Passphrase),
  },
  closed,
);
export type PseudonymAcceptance = Static<typeof PseudonymAcceptance>;

/** `recovery`: shown once; null when the side had a key already. */
export const CeremonyReply = Type.Object({ mode: PseudonymMode, recovery: maybe(Type.String()) });
export type CeremonyReply = Static<typeof CeremonyReply>;

export const PassphraseChange = Type.Object(
  {
    side: Side,
    current: Type.String({
      minLength: 1,
      maxLength: 1000,
      description: 'passphrase, or the printed recovery code',
    }),
    next: Passphrase,
  },
  closed,
);

export const legalBases = [
  'gdpr-6-1-c',
  'gdpr-6-1-e',
  'gdpr-6-1-f',
  'bdsg-26',
  'land-law',
  'works-agreement',
  'another',
] as const;

export const RevealObject = Type.Union([
  Type.Object(
    { kind: Type.Literal('pseudonym'), value: Type.String({ minLength: 3, maxLength: 200 }) },
    closed,
  ),
  Type.Object({ kind: Type.Literal('alert'), value: Type.String({ format: 'uuid' }) }, closed),
]);
export type RevealObject = Static<typeof RevealObject>;

export const RevealInput = Type.Object(
  {
    object: RevealObject,
    reason: Reason,
    legal_basis: Type.Enum(legalBases),
    legal_text: Type.String({ maxLength: 500, description: 'the provision, agreement or order in words' }),
  },
  closed,
);
export type RevealInput = Static<typeof RevealInput>;

export const revealStates = ['requested', 'approved', 'refused', 'expired'] as const;

export const Reveal = Type.Object({
  id: Type.String({ format: 'uuid' }),
  tenant: Type.String(),
  object: RevealObject,
  title: maybe(Type.String({ description: 'of the alert' })),
  reason: Type.String(),
  legal_basis: Type.Enum(legalBases),
  legal_text: Type.String(),
  requested_by: Type.String(),
  requested_at: Instant,
  state: Type.Enum(revealStates),
  decided_by: maybe(Type.String()),
  decided_at: maybe(Instant),
  decision_reason: maybe(Type.String()),
  expires_at: maybe(Instant),
  views: Type.Integer(),
  first_viewed_at: maybe(Instant),
  mine: Type.Boolean({ description: 'requested by who asks' }),
  ready: Type.Boolean({ description: 'false: approved, but the program was restarted since; approve again' }),
});
export type Reveal = Static<typeof Reveal>;

export const RevealApproval = Type.Object(
  {
    minutes: Type.Integer({ minimum: 15, maximum: 1440 }),
    passphrase: Type.String({ minLength: 1, maxLength: 1000 }),
    reason: Type.String({ maxLength: 2000, default: '' }),
  },
  closed,
);
export type RevealApproval = Static<typeof RevealApproval>;
export const RevealRefusal = Type.Object({ reason: Reason }, closed);
export const RevealView = Type.Object({ passphrase: Type.String({ minLength: 1, maxLength: 1000 }) }, closed);

export const Revealed = Type.Object({
  reveal: Reveal,
  pseudonyms: Type.Array(
    Type.Object({
      pseudonym: Type.String(),
      kind: Type.Enum(pseudonymKinds),
      period: Type.String(),
      clear: Type.String(),
    }),
  ),
  records: Type.Array(
    Type.Object({ event: Type.String(), time: Instant, original: Type.String(), base64: Type.Boolean() }),
    { description: 'the records of the alert as they arrived' },
  ),
});
export type Revealed = Static<typeof Revealed>;

/** What the works council is told of a month. */
export const RevealReport = Type.Object({
  tenant: Type.String(),
  month: Type.String(),
  requested: Type.Integer(),
  approved: Type.Integer(),
  refused: Type.Integer(),
  open: Type.Integer(),
  viewed: Type.Integer(),
  lookups: Type.Integer({ description: 'searches of a clear name' }),
  subject_accesses: Type.Integer(),
  items: Type.Array(Reveal),
});
export type RevealReport = Static<typeof RevealReport>;

export const LookupInput = Type.Object(
  { value: Type.String({ minLength: 2, maxLength: 200 }), reason: Reason },
  closed,
);
export const LookupReply = Type.Object({
  items: Type.Array(
    Type.Object({
      period: Type.String(),
      kind: Type.Enum(pseudonymKinds),
      pseudonym: Type.String(),
      given: Type.Boolean(),
    }),
  ),
  query: Type.String({ description: 'finds events of all of them in the search' }),
});
export type LookupReply = Static<typeof LookupReply>;

export const SubjectAccessInput = Type.Object(
  {
    identifiers: Type.Array(Type.String({ minLength: 2, maxLength: 200 }), { minItems: 1, maxItems: 20 }),
    reason: Reason,
    format: Type.Enum(['json', 'csv']),
  },
  closed,
);
export type SubjectAccessInput = Static<typeof SubjectAccessInput>;
