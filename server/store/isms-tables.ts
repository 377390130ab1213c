import type { AuditRoomTables } from './audit-room-tables.js';
import type { CatalogTables } from './catalog-tables.js';
import type { CheckTables } from './check-tables.js';
import type { ComplianceTables } from './compliance-tables.js';
import type { ReportTables } from './report-tables.js';
import type { RiskTables } from './risk-tables.js';
import type { ScanTables } from './scan-tables.js';
import type { SignalTables } from './signal-tables.js';
import type { StructureTables } from './structure-tables.js';

/** The ISMS's part of the database. */
export interface IsmsTables
  extends AuditRoomTables,
    CatalogTables,
    CheckTables,
    ComplianceTables,
    ReportTables,
    RiskTables,
    ScanTables,
    SignalTables,
    StructureTables {}
