import type { Source } from '../../server/contract/identity.js';
import { request } from './http.js';

export const getSources = (signal?: AbortSignal): Promise<{ items: Source[] }> =>
  request('sources', { signal });
