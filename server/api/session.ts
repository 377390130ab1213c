import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { Credentials, PasswordChange, SessionReply } from '../contract/identity.js';
import { LoginStep, PasskeyAnswer, PasskeyOptions, SecondStep } from '../contract/second-factors.js';
import {
  beginSession,
  changePassword,
  logInWithCode,
  logInWithPasskey,
  provePassword,
} from '../identity/login.js';
import { beginAuthentication } from '../identity/passkeys.js';
import { permissions } from '../identity/roles.js';
import { closeSession } from '../identity/sessions.js';
import { sessionCookie } from './access.js';
import { recordFailedLogin, recordSession } from './audit-hook.js';
import type { RoutePlugin } from './deps.js';
import { identityContext } from './identity-context.js';
import { checkOrigin } from './origin.js';
import { proofChoice } from './proof-choice.js';
import { cookieOptions, sendSession, sessionReply } from './session-reply.js';

const tags = ['session'];
/** Errors by which a login that was tried ends. */
const proofsRefused: ReadonlySet<string> = new Set([
  'CREDENTIALS_WRONG',
  'SECOND_FACTOR_WRONG',
  'PASSKEY_REFUSED',
]);
type NewSession = Parameters<typeof sendSession>[3];

const login: RoutePlugin = async (scope, { deps }) => {
  scope.addHook('onRequest', async (request) => {
    checkOrigin(request);
    if (!deps.localLogin) throw new GrundwachtError('LOCAL_LOGIN_OFF');
  });
  scope.addHook('onError', async (request, _reply, { code }) => {
    if (!proofsRefused.has(code)) return;
    const { username = '' } = (request.body ?? {}) as { username?: string };
    await recordFailedLogin(deps, username, request.ip);
  });
  /** Before the cookie: no session without its record. */
  const give = async (request: FastifyRequest, reply: FastifyReply, session: NewSession) => {
    const by = { by: session.user.username, account: session.user, address: request.ip };
    await recordSession(deps, { ...by, action: 'session.login' });
    return sendSession(request, reply, deps, session);
  };

  scope.post(
    '/session',
    {
      schema: {
        tags,
        summary: 'Log in; 202 where a second factor is to follow',
        body: Credentials,
        response: { 200: SessionReply, 202: LoginStep },
      },
    },
    async (request, reply) => {
      const context = identityContext(request, deps);
      const account = await provePassword(context, request.body);
      if (!account.secondFactor) {
        return give(request, reply, await beginSession(context, account, 'password'));
      }
      reply.status(202);
      const choice = await proofChoice(context, account, 'second-factor');
      return { login: context.logins.put({ account: account.id, failures: 0 }, context.now), ...choice };
    },
  );

  scope.post(
    '/session/second-factor',
    {
      schema: {
        tags,
        summary: 'The second step of a login: a code, or a passkey',
        body: SecondStep,
        response: { 200: SessionReply },
      },
    },
    async (request, reply) => {
      const context = identityContext(request, deps);
      const { login, code, passkey } = request.body;
      if (passkey !== undefined) {
        return give(request, reply, await logInWithPasskey(context, { login, passkey }));
      }
      if (code === undefined)
        throw new GrundwachtError('VALIDATION', { pointer: '/code', message: 'is missing' });
      return give(request, reply, await logInWithCode(context, { login, code }));
    },
  );

  scope.post(
    '/session/passkey/options',
    {
      schema: {
        tags,
        summary: 'What a browser needs to log in with a passkey alone',
        response: { 200: PasskeyOptions },
      },
    },
    (request) => beginAuthentication(identityContext(request, deps), 'login'),
  );

  scope.post(
    '/session/passkey',
    {
      schema: {
        tags,
        summary: 'Log in with a passkey alone; it verifies its user, so it is both factors',
        body: Type.Object({ passkey: PasskeyAnswer }, { additionalProperties: false }),
        response: { 200: SessionReply },
      },
    },
    async (request, reply) => {
      const { passkey } = request.body;
      return give(request, reply, await logInWithPasskey(identityContext(request, deps), { passkey }));
    },
  );
};

const own: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['session.own'], beforePasswordChange: true, beforeSecondFactor: true };

  scope.get(
    '/session',
    { config, schema: { tags, summary: 'Who is logged in', response: { 200: SessionReply } } },
    async (request) => sessionReply(request.session, deps),
  );

  scope.delete(
    '/session',
    { config, schema: { tags, summary: 'Log out', response: { 204: Type.Null() } } },
    async (request, reply) => {
      const { user, token } = request.session;
      const by = { by: user.username, account: user, address: request.ip };
      await recordSession(deps, { ...by, action: 'session.logout' });
      await closeSession(deps.db, token);
      reply.clearCookie(sessionCookie, cookieOptions(request, deps)).status(204);
      return null;
    },
  );

  scope.post(
    '/session/password',
    {
      config,
      schema: {
        tags,
        summary: "Change one's own password; all other sessions end",
        body: PasswordChange,
        response: { 200: SessionReply },
      },
    },
    async (request, reply) => {
      const context = identityContext(request, deps);
      const session = await changePassword(context, request.session, request.body);
      return sendSession(request, reply, deps, session);
    },
  );
};

/** Logging in: public. */
export const loginRoutes: RoutePlugin = login;
/** One's own session. */
export const sessionRoutes = fp(own, { name: 'session-routes', dependencies: ['access'] });
