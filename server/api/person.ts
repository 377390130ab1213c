import type { FastifyRequest } from 'fastify';
import { GrundwachtError } from '../contract/errors.js';

/**
 * @param message why only a person can
 * @throws GrundwachtError FORBIDDEN for a call with an API token
 */
export function mustBePerson({ session }: FastifyRequest, message: string): void {
  if ('apiToken' in session) throw new GrundwachtError('FORBIDDEN', { message });
}
