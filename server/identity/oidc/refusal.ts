/** Why a login through the provider came to nothing; the login page has a text for each. */
export const oidcRefusals = [
  /** The login was not begun in this browser, or more than ten minutes ago, or was answered before. */
  'state',
  /** The person or the provider broke it off. */
  'cancelled',
  /** What the provider says does not hold: issuer, nonce, signature, code. */
  'invalid',
  'unreachable',
  'no_group',
  /** The provider did not send the groups because there are too many. */
  'too_many_groups',
  'second_factor',
  /** The provider told no name. */
  'no_name',
  /** There is an account of that name that is not the provider's. */
  'name_taken',
  'disabled',
] as const;
export type OidcRefusalReason = (typeof oidcRefusals)[number];

/** A login through the provider that came to nothing. */
export class OidcRefusal extends Error {
  readonly reason: OidcRefusalReason;

  /** @param message for the log: no names, no codes */
  constructor(reason: OidcRefusalReason, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.name = 'OidcRefusal';
    this.reason = reason;
  }
}
