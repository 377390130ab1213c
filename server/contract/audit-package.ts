import Type, { type Static } from 'typebox';
import { AuditPackageOrder } from './evidence.js';
import { ExportJob, type ExportOptions, type ExportOrder } from './report.js';

const { options: _, ...job } = ExportJob.properties;

/** Name of the export that makes audit packages; it is ordered by a route of its own. */
export const packageExport = 'audit-package';

/** What an export's job keeps of its order. */
export type JobOptions = ExportOptions & { package?: AuditPackageOrder };
export type JobOrder = Omit<ExportOrder, 'options'> & { options?: JobOptions };

/** An audit package that was ordered, and its file as long as it is kept. */
export const AuditPackage = Type.Object({ ...job, order: AuditPackageOrder });
export type AuditPackage = Static<typeof AuditPackage>;

/** A package that the auditors of an audit may download. */
export const PackageRelease = Type.Object({
  id: Type.String({ format: 'uuid' }),
  audit: Type.String({ format: 'uuid' }),
  package: Type.String({ format: 'uuid' }),
  from: Type.String({ format: 'date', description: 'first day of the period of the package' }),
  to: Type.String({ format: 'date' }),
  file_name: Type.String(),
  bytes: Type.Integer(),
  sha256: Type.String({ description: 'of the archive' }),
  kept: Type.Boolean({ description: 'whether its file is there' }),
  released_at: Type.String({ format: 'date-time' }),
  released_by: Type.String({ description: 'user name' }),
  withdrawn_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  withdrawn_by: Type.Union([Type.String(), Type.Null()]),
});
export type PackageRelease = Static<typeof PackageRelease>;

export const PackageReleaseInput = Type.Object(
  { package: Type.String({ format: 'uuid', description: 'a package that was made' }) },
  { additionalProperties: false },
);
export type PackageReleaseInput = Static<typeof PackageReleaseInput>;
