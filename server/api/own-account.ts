import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import {
  ConfirmationInput,
  FactorsChanged,
  NewPasskey,
  OwnFactors,
  PasskeyName,
  PasskeyOptions,
  ProofChoice,
  TotpStart,
} from '../contract/second-factors.js';
import { confirmIdentity } from '../identity/login.js';
import {
  beginTotp,
  type FactorChange,
  finishTotp,
  registerPasskey,
  removePasskey,
  removeTotp,
  renewRecoveryCodes,
} from '../identity/own-factors.js';
import { beginRegistration } from '../identity/passkeys.js';
import { permissions } from '../identity/roles.js';
import { secondFactorDue } from '../identity/second-factor-policy.js';
import { listPasskeys, renamePasskey } from '../store/passkeys.js';
import { countRecoveryCodes, findTotp } from '../store/second-factors.js';
import { proveSession } from '../store/sessions.js';
import { type Account, findUser } from '../store/users.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { identityContext } from './identity-context.js';
import { proofChoice } from './proof-choice.js';
import { setSessionCookie } from './session-reply.js';

const tags = ['session'];
const roles = permissions['session.own'];
const Params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const TotpInput = Type.Object(
  { enrolment: Type.String({ maxLength: 100 }), code: Type.String({ minLength: 6, maxLength: 20 }) },
  { additionalProperties: false },
);
const PasskeyInput = Type.Object({ name: PasskeyName, passkey: NewPasskey }, { additionalProperties: false });

async function ownAccount(request: FastifyRequest, { db }: RouteDeps): Promise<Account> {
  const account = await findUser(db, request.session.user.id);
  if (account === undefined) throw new GrundwachtError('UNAUTHENTICATED');
  return account;
}

const ownerOf = ({ session }: FastifyRequest) => ({ account: session.user.id, session: session.id });

function sendChange(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: RouteDeps,
  { token, recoveryCodes }: FactorChange,
): FactorsChanged {
  setSessionCookie(request, reply, deps, token);
  return recoveryCodes === undefined ? {} : { recovery_codes: recoveryCodes };
}

const confirmation: RoutePlugin = async (scope, { deps }) => {
  const config = { roles, beforePasswordChange: true, beforeSecondFactor: true };

  scope.post(
    '/session/confirm/options',
    {
      config,
      schema: { tags, summary: 'What one can confirm with', response: { 200: ProofChoice } },
    },
    async (request) =>
      proofChoice(identityContext(request, deps), await ownAccount(request, deps), 'confirm'),
  );

  scope.post(
    '/session/confirm',
    {
      config,
      schema: {
        tags,
        summary: 'Prove to be still the one, for dangerous acts in the ten minutes that follow',
        body: ConfirmationInput,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const context = identityContext(request, deps);
      await confirmIdentity(context, request.session.user.id, request.body);
      await proveSession(deps.db, request.session.id, context.now);
      reply.status(204);
      return null;
    },
  );
};

const factors: RoutePlugin = async (scope, { deps }) => {
  const config = { roles, beforeSecondFactor: true };
  const fresh = { ...config, fresh: true };
  const changed = { 200: FactorsChanged };

  scope.get(
    '/session/factors',
    { config, schema: { tags, summary: "One's own second factors", response: { 200: OwnFactors } } },
    async ({ session }) => {
      const { id } = session.user;
      const [totp, passkeys, codes] = await Promise.all([
        findTotp(deps.db, id),
        listPasskeys(deps.db, id),
        countRecoveryCodes(deps.db, id),
      ]);
      return {
        totp_since: totp?.createdAt.toISOString() ?? null,
        passkeys: passkeys.map((passkey) => ({
          id: passkey.id,
          name: passkey.name,
          host: passkey.rpId,
          created_at: passkey.createdAt.toISOString(),
          last_used_at: passkey.lastUsedAt?.toISOString() ?? null,
        })),
        recovery_codes: codes,
        required: secondFactorDue({ ...session, secondFactor: false }, deps.requireSecondFactor),
      };
    },
  );

  scope.post(
    '/session/totp',
    {
      config: fresh,
      schema: { tags, summary: 'Begin to set up codes by time', response: { 200: TotpStart } },
    },
    async (request) => beginTotp(identityContext(request, deps), await ownAccount(request, deps)),
  );

  scope.put(
    '/session/totp',
    {
      config: fresh,
      schema: {
        tags,
        summary: 'Take codes by time into use, with a first code; those before end',
        body: TotpInput,
        response: changed,
      },
    },
    async (request, reply) => {
      const context = identityContext(request, deps);
      const change = await finishTotp(context, ownerOf(request), request.body);
      return sendChange(request, reply, deps, change);
    },
  );

  scope.delete(
    '/session/totp',
    { config: fresh, schema: { tags, summary: 'No codes by time any more', response: changed } },
    async (request, reply) => {
      const change = await removeTotp(identityContext(request, deps), ownerOf(request));
      return sendChange(request, reply, deps, change);
    },
  );

  scope.post(
    '/session/passkeys/options',
    {
      config: fresh,
      schema: { tags, summary: 'What a browser needs to make a passkey', response: { 200: PasskeyOptions } },
    },
    async (request) => beginRegistration(identityContext(request, deps), await ownAccount(request, deps)),
  );

  scope.post(
    '/session/passkeys',
    {
      config: fresh,
      schema: { tags, summary: 'Take a passkey into use', body: PasskeyInput, response: changed },
    },
    async (request, reply) => {
      const context = identityContext(request, deps);
      const change = await registerPasskey(context, ownerOf(request), request.body);
      return sendChange(request, reply, deps, change);
    },
  );

  scope.patch(
    '/session/passkeys/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Give a passkey another name',
        params: Params,
        body: Type.Object({ name: PasskeyName }, { additionalProperties: false }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (!(await renamePasskey(deps.db, request.session.user.id, id, request.body.name))) {
        throw new GrundwachtError('NOT_FOUND', { message: 'there is no passkey {id}', values: { id } });
      }
      reply.status(204);
      return null;
    },
  );

  scope.delete(
    '/session/passkeys/:id',
    { config: fresh, schema: { tags, summary: 'Remove a passkey', params: Params, response: changed } },
    async (request, reply) => {
      const context = identityContext(request, deps);
      const change = await removePasskey(context, ownerOf(request), request.params.id);
      return sendChange(request, reply, deps, change);
    },
  );

  scope.post(
    '/session/recovery-codes',
    {
      config: fresh,
      schema: { tags, summary: 'New recovery codes; those before end', response: changed },
    },
    async (request, reply) => {
      const change = await renewRecoveryCodes(identityContext(request, deps), ownerOf(request));
      return sendChange(request, reply, deps, change);
    },
  );
};

/** Proving anew to be the one. */
export const confirmationRoutes = fp(confirmation, { name: 'confirmation-routes', dependencies: ['access'] });
/** One's own second factors. */
export const factorRoutes = fp(factors, { name: 'factor-routes', dependencies: ['access'] });
