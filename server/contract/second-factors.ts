import Type, { type Static } from 'typebox';

const At = Type.String({ format: 'date-time' });
const Base64Url = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[A-Za-z0-9_-]+$' });

/** What the browser's `PublicKeyCredential.toJSON()` gives; names that it adds are not looked at. */
const credential = {
  id: Base64Url(1400),
  rawId: Base64Url(1400),
  type: Type.Literal('public-key'),
  clientExtensionResults: Type.Object({}),
};

/** WebAuthn 3, 5.1: AuthenticationResponseJSON. */
export const PasskeyAnswer = Type.Object({
  ...credential,
  response: Type.Object({
    clientDataJSON: Base64Url(8000),
    authenticatorData: Base64Url(8000),
    signature: Base64Url(8000),
    userHandle: Type.Optional(Base64Url(100)),
  }),
});
export type PasskeyAnswer = Static<typeof PasskeyAnswer>;

/** WebAuthn 3, 5.1: RegistrationResponseJSON. */
export const NewPasskey = Type.Object({
  ...credential,
  response: Type.Object({
    clientDataJSON: Base64Url(8000),
    attestationObject: Base64Url(100_000),
    transports: Type.Optional(Type.Array(Type.String({ maxLength: 30 }), { maxItems: 10 })),
  }),
});
export type NewPasskey = Static<typeof NewPasskey>;

/** Goes to `PublicKeyCredential.parse...OptionsFromJSON` as it is. */
export const PasskeyOptions = Type.Unsafe<{ challenge: string }>({
  type: 'object',
  additionalProperties: true,
  description: 'options of WebAuthn as JSON',
});
export type PasskeyOptions = Static<typeof PasskeyOptions>;

/** What a person can prove with beside the password. */
export const ProofChoice = Type.Object({
  code: Type.Boolean({ description: 'a code is asked for: by time, or a recovery code' }),
  totp: Type.Boolean({ description: 'the account has codes by time' }),
  passkey: Type.Union([PasskeyOptions, Type.Null()], {
    description: 'for a passkey of the account; null: it has none here',
  }),
});
export type ProofChoice = Static<typeof ProofChoice>;

/** The password was right, and the account has a second factor. */
export const LoginStep = Type.Object({
  login: Type.String({ description: 'names the login in its second step; good for five minutes' }),
  ...ProofChoice.properties,
});
export type LoginStep = Static<typeof LoginStep>;

const Code = Type.String({ minLength: 6, maxLength: 40, description: 'by time, or a recovery code' });

export const SecondStep = Type.Object(
  {
    login: Type.String({ maxLength: 100 }),
    code: Type.Optional(Code),
    passkey: Type.Optional(PasskeyAnswer),
  },
  { additionalProperties: false },
);
export type SecondStep = Static<typeof SecondStep>;

export const ConfirmationInput = Type.Object(
  {
    password: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
    code: Type.Optional(Code),
    passkey: Type.Optional(PasskeyAnswer),
  },
  { additionalProperties: false, minProperties: 1 },
);
export type ConfirmationInput = Static<typeof ConfirmationInput>;

export const PasskeyName = Type.String({ minLength: 1, maxLength: 100, pattern: '^\\S(.*\\S)?$' });

/** The second factors of one's own account. */
export const OwnFactors = Type.Object({
  totp_since: Type.Union([At, Type.Null()], { description: 'null: no codes by time' }),
  passkeys: Type.Array(
    Type.Object({
      id: Type.String({ format: 'uuid' }),
      name: Type.String(),
      host: Type.String({ description: 'the host that it was made for, and works at' }),
      created_at: At,
      last_used_at: Type.Union([At, Type.Null()]),
    }),
  ),
  recovery_codes: Type.Integer({ description: 'how many are left' }),
  required: Type.Boolean({
    description: 'whether the configuration wants the account to have a second factor',
  }),
});
export type OwnFactors = Static<typeof OwnFactors>;

export const TotpStart = Type.Object({
  enrolment: Type.String({ description: 'names the enrolment; good for five minutes' }),
  secret: Type.String({ description: 'base32' }),
  uri: Type.String({ description: 'otpauth: URI, for a QR code' }),
});
export type TotpStart = Static<typeof TotpStart>;

export const FactorsChanged = Type.Object({
  recovery_codes: Type.Optional(
    Type.Array(Type.String(), { description: 'new ones, given out this once; absent: those before stay' }),
  ),
});
export type FactorsChanged = Static<typeof FactorsChanged>;

/** One of one's own sessions. */
export const OwnSession = Type.Object({
  id: Type.String({ format: 'uuid' }),
  created_at: At,
  last_used_at: At,
  expires: At,
  method: Type.String({ description: 'how it was opened: password, totp, recovery, passkey, server, ...' }),
  address: Type.String({ description: 'of the client; empty: a command on the server' }),
  agent: Type.String({ description: 'browser and system' }),
  current: Type.Boolean({ description: 'the one that asks' }),
});
export type OwnSession = Static<typeof OwnSession>;
