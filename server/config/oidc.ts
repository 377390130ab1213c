import Type, { type Static } from 'typebox';
import { roles } from '../contract/identity.js';
import { closed } from './parts.js';

const Texts = (more: { default: string[]; description: string }) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 300 }), more);

/** Which group of the provider gives which role. */
const GroupRole = Type.Object(
  {
    group: Type.String({ minLength: 1, description: 'as the claim holds it: a name, a path, or an id' }),
    tenant: Type.String({ default: 'default', description: 'of the role; the provider has none' }),
    role: Type.Enum(roles),
  },
  closed,
);

/** A provider of OpenID Connect at which people log in. */
export const OidcSchema = Type.Object(
  {
    issuer: Type.String({
      default: '',
      description: 'URL of the provider, such as https://login.example.org/realms/stadt; empty: none',
    }),
    client_id: Type.String({ default: '' }),
    client_secret: Type.String({ default: '', description: 'better in the environment or in a file' }),
    client_secret_file: Type.String({ default: '', description: 'file that holds the secret' }),
    title: Type.String({ default: '', description: 'of the button on the login page; empty: a general one' }),
    scopes: Texts({ default: ['openid', 'profile', 'email'], description: 'what is asked for' }),
    groups_claim: Type.String({
      default: 'groups',
      minLength: 1,
      description: 'claim that lists the groups; dots lead into objects, such as realm_access.roles',
    }),
    groups: Type.Array(GroupRole, {
      default: [],
      description: 'which groups give which roles; an account without any of them is refused',
    }),
    required_acr: Texts({ default: [], description: 'one of these has to be the claim acr' }),
    required_amr: Texts({ default: [], description: 'one of these has to be in the claim amr, such as mfa' }),
    end_session: Type.Boolean({
      default: true,
      description: 'logging out ends the session at the provider, too',
    }),
  },
  { ...closed, default: {} },
);
export type OidcConfig = Static<typeof OidcSchema>;
