import type {
  Catalog,
  CatalogDiff,
  CatalogGroup,
  Control,
  InstallReport,
  MappingSummary,
  RequirementDetail,
} from '../../server/contract/catalog.js';
import { ApiError, apiBase, type ErrorBody, queryString, request } from './http.js';

interface Items<T> {
  items: T[];
}
const part = encodeURIComponent;

export const getCatalogs = (signal?: AbortSignal): Promise<Items<Catalog>> =>
  request('isms/catalogs', { signal });

export const getMappings = (signal?: AbortSignal): Promise<Items<MappingSummary>> =>
  request('isms/mappings', { signal });

export const getGroups = (catalog: string, signal?: AbortSignal): Promise<Items<CatalogGroup>> =>
  request(`isms/catalogs/${part(catalog)}/groups`, { signal });

export const getControls = (catalog: string, group: string, signal?: AbortSignal): Promise<Items<Control>> =>
  request(`isms/catalogs/${part(catalog)}/controls`, { query: { group }, signal });

export const getRequirement = (
  catalog: string,
  requirement: string,
  signal?: AbortSignal,
): Promise<RequirementDetail> =>
  request(`isms/catalogs/${part(catalog)}/requirements/${part(requirement)}`, { signal });

export const getCatalogDiff = (before: string, after: string, signal?: AbortSignal): Promise<CatalogDiff> =>
  request('isms/catalog-diff', { query: { old: before, new: after }, signal });

export interface Upload {
  file: File;
  incomplete: boolean;
  /** Hears which part of the file has been sent, 0 to 1. */
  onSent(part: number): void;
}

/**
 * Sends a catalogue file; `fetch` cannot tell how much has been sent.
 * @throws ApiError as `request` does
 */
export function installCatalog({ file, incomplete, onSent }: Upload): Promise<InstallReport> {
  const query = queryString({ name: file.name, incomplete: incomplete ? 'true' : undefined });
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open('POST', new URL(`isms/catalogs${query}`, apiBase));
    call.setRequestHeader('content-type', 'application/octet-stream');
    call.setRequestHeader('accept', 'application/json');
    call.responseType = 'json';
    call.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 0);
    call.onerror = () => reject(new ApiError(0, 'NETWORK', 'The server cannot be reached.'));
    call.onload = () => {
      if (call.status >= 200 && call.status < 300) return resolve(call.response as InstallReport);
      const body = call.response as { error?: ErrorBody } | null;
      const { code, message, faults } = body?.error ?? {};
      reject(new ApiError(call.status, code ?? 'INTERNAL', message ?? call.statusText, { faults }));
    };
    call.send(file);
  });
}
