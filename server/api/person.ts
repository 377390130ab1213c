import type { FastifyRequest } from 'fastify';
import { GrundwachtError } from '../contract/errors.js';

/**
 * @param what a person alone can say, as the end of a sentence
 * @throws GrundwachtError FORBIDDEN for a call with an API token
 */
export function mustBePerson({ session }: FastifyRequest, what: string): void {
  if ('apiToken' in session)
    throw new GrundwachtError('FORBIDDEN', {
      message: 'an API token cannot {what}: a person answers for that',
      values: { what },
    });
}
