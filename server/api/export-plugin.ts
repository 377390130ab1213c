import { GrundwachtError } from '../contract/errors.js';
import type { ExportJobs } from '../report/export-jobs.js';
import type { RoutePluginWith } from './deps.js';

/** A plugin with routes that order exports. */
export type ExportPlugin = RoutePluginWith<{ jobs: ExportJobs | undefined }>;

/** @throws GrundwachtError NOT_READY where the server has no folder for exports */
export function opened(jobs: ExportJobs | undefined): ExportJobs {
  if (jobs === undefined) throw new GrundwachtError('NOT_READY', 'this server has no folder for exports');
  return jobs;
}
