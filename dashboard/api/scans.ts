import type { ScanImport, ScanKey, ScanKeyInput, ScanReport } from '../../server/contract/scan.js';
import { request } from './http.js';
import type { DomainRef } from './structure.js';

const of = (scan: string, name = ''): string => `isms/scans/${encodeURIComponent(scan)}${name}`;

export const getScans = (
  { tenant, domain }: DomainRef,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<{ items: ScanImport[]; next: string | null }> =>
  request('isms/scans', { query: { tenant, domain, cursor, limit: 100 }, signal });

export const getScan = (
  { tenant, domain }: DomainRef,
  scan: string,
  signal?: AbortSignal,
): Promise<ScanReport> => request(of(scan), { query: { tenant, domain }, signal });

export const importScan = ({ tenant, domain }: DomainRef, file: File): Promise<ScanReport> =>
  request('isms/scans', {
    method: 'POST',
    query: { tenant, domain, file: file.name.slice(-200) },
    body: file,
  });

export const assignScan = (
  { tenant, domain }: DomainRef,
  scan: string,
  target_object: string,
): Promise<ScanReport> =>
  request(of(scan, '/target'), { method: 'POST', query: { tenant, domain }, body: { target_object } });

export const removeScan = ({ tenant, domain }: DomainRef, scan: string): Promise<void> =>
  request(of(scan), { method: 'DELETE', query: { tenant, domain } });

export const getScanKeys = (tenant: string, signal?: AbortSignal): Promise<{ items: ScanKey[] }> =>
  request('isms/scan-keys', { query: { tenant }, signal });

export const addScanKey = (tenant: string, input: ScanKeyInput): Promise<ScanKey> =>
  request('isms/scan-keys', { method: 'POST', query: { tenant }, body: input });

export const revokeScanKey = (tenant: string, id: string): Promise<void> =>
  request(`isms/scan-keys/${encodeURIComponent(id)}`, { method: 'DELETE', query: { tenant } });
