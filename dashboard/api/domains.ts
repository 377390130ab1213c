import type { InformationDomain, InformationDomainInput } from '../../server/contract/structure.js';
import { request } from './http.js';

const part = encodeURIComponent;

export const getDomain = (id: string): Promise<InformationDomain> => request(`isms/domains/${part(id)}`);

export const createDomain = (tenant: string, input: InformationDomainInput): Promise<InformationDomain> =>
  request('isms/domains', { method: 'POST', query: { tenant }, body: input });

/** @param version the one that was edited; another one on the server refuses the change (409) */
export const updateDomain = (
  id: string,
  input: InformationDomainInput,
  version: number,
): Promise<InformationDomain> =>
  request(`isms/domains/${part(id)}`, { method: 'PUT', body: { ...input, version } });
