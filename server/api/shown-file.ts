import type { FastifyReply } from 'fastify';
import { GrundwachtError } from '../contract/errors.js';
import { type Shown, shownAs } from '../evidence/shown-type.js';
import { readEvidenceFile, readEvidenceStart } from '../store/evidence-files.js';

/** Of a text so much is given out to be shown; nobody reads more in a browser. */
const shownTextBytes = 1 << 20;

interface NamedFile {
  name: string;
  sha256: string;
}

/** @returns how a browser shows a file by what its content is; undefined: not */
export const shownFile = async (
  folder: string,
  tenant: string,
  { name, sha256 }: NamedFile,
): Promise<Shown | undefined> => shownAs(name, await readEvidenceStart(folder, tenant, sha256));

/**
 * Answers with a file to be shown in a page, under a policy by which nothing in it runs.
 * @throws GrundwachtError NOT_FOUND when its content is nothing that is shown
 */
export async function sendShown(
  reply: FastifyReply,
  folder: string,
  tenant: string,
  file: NamedFile,
): Promise<FastifyReply> {
  const shown = await shownFile(folder, tenant, file);
  if (shown === undefined)
    throw new GrundwachtError('NOT_FOUND', 'this file is not shown: save it and open it elsewhere');
  const limit = shown.kind === 'text' ? shownTextBytes : undefined;
  reply.header('content-type', shown.type);
  reply.header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(file.name)}`);
  reply.header('content-security-policy', shown.policy);
  return reply.send(await readEvidenceFile(folder, tenant, file.sha256, limit));
}
