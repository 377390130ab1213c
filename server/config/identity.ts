import Type from 'typebox';
import { OidcSchema } from './oidc.js';
import { closed } from './parts.js';

/** Accounts and their sessions. */
export const IdentitySchema = Type.Object(
  {
    require_second_factor: Type.Enum(['none', 'administrators', 'everyone'], {
      default: 'none',
      description:
        'which accounts must set up a second factor at their next login: none, administrators (admin, provider), everyone',
    }),
    session_hours: Type.Integer({
      default: 12,
      minimum: 1,
      maximum: 720,
      description: 'a session ends this long after logging in, whatever happens',
    }),
    session_idle_minutes: Type.Integer({
      default: 120,
      minimum: 5,
      maximum: 1440,
      description: 'a session ends after this time without a request',
    }),
    allow_local_login: Type.Boolean({
      default: true,
      description: 'log in by user name and password; false: at the OpenID provider alone',
    }),
    oidc: OidcSchema,
  },
  { ...closed, default: {} },
);
