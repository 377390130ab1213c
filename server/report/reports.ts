import type { Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import { dayOf } from '../contract/german-day.js';
import type { ExportOption } from '../contract/report.js';
import { quartersOf } from '../isms/management/quarter.js';
import { guidelineReport } from '../isms/report/a0-guidelines.js';
import { structureReport } from '../isms/report/a1-structure.js';
import { protectionReport } from '../isms/report/a2-protection.js';
import { modellingReport } from '../isms/report/a3-modelling.js';
import { checkReport } from '../isms/report/a4-check.js';
import { riskReport } from '../isms/report/a5-risk.js';
import { planReport } from '../isms/report/a6-plan.js';
import { incidentReport } from '../isms/report/incident.js';
import { managementReport } from '../isms/report/management.js';
import type { Report, ReportFrame } from '../isms/report/model.js';
import { soaReport } from '../isms/report/soa.js';
import { systemReport } from '../isms/report/system.js';
import { listGuidelines } from '../store/guidelines.js';
import {
  countAnswers,
  reportAnswers,
  reportAssignments,
  reportStates,
  reportUnusedBausteine,
} from '../store/report-check.js';
import type { ReportScope } from '../store/report-frame.js';
import { incidentFacts } from '../store/report-incident.js';
import { managementFigures } from '../store/report-management.js';
import { reportMeasures, reportRisks } from '../store/report-plan.js';
import { reportProof } from '../store/report-proof.js';
import { reportLinks, reportNeeds, reportObjects } from '../store/report-structure.js';
import { getRiskMatrix } from '../store/risk-matrix.js';
import { listStatements } from '../store/soa.js';
import type { Database } from '../store/tables.js';

/** How one kind of report is made from the database. */
export interface ReportSource {
  takes: readonly ExportOption[];
  needs: readonly ExportOption[];
  /** Reads what the report shows; of long tables the rows are read while they are written. */
  load(trx: Transaction<Database>, frame: ReportFrame, scope: ReportScope): Promise<Report>;
  /** How many rows will be read while they are written, where there can be many. */
  count?(trx: Transaction<Database>, scope: ReportScope): Promise<number>;
}

const everything = { takes: [], needs: [] } as const;
const part = { takes: ['baustein', 'target_object'], needs: [] } as const;

/** The reports by name, in the order in which they are offered. */
export const reportSources = {
  a0: {
    ...everything,
    load: async (trx, frame, scope) => guidelineReport(frame, await listGuidelines(trx, scope)),
  },
  a1: {
    ...everything,
    load: async (trx, frame, scope) =>
      structureReport(frame, await reportObjects(trx, scope), await reportLinks(trx, scope)),
  },
  a2: {
    ...everything,
    load: async (trx, frame, scope) =>
      protectionReport(frame, await reportNeeds(trx, scope), await reportLinks(trx, scope)),
  },
  a3: {
    ...part,
    load: async (trx, frame, scope) => {
      const unused = await reportUnusedBausteine(trx, scope);
      return modellingReport(frame, await subjectOf(trx, scope), await reportAssignments(trx, scope), unused);
    },
  },
  a4: {
    ...part,
    load: async (trx, frame, scope) => {
      const states = await reportStates(trx, scope);
      return checkReport(
        frame,
        await subjectOf(trx, scope),
        states,
        reportAnswers(trx, scope),
        await reportProof(trx, scope, frame),
      );
    },
    count: countAnswers,
  },
  a5: {
    takes: ['target_object'],
    needs: [],
    load: async (trx, frame, scope) => {
      const matrix = await getRiskMatrix(trx, scope);
      return riskReport(frame, await subjectOf(trx, scope), matrix, await reportRisks(trx, scope));
    },
  },
  a6: {
    ...part,
    load: async (trx, frame, scope) =>
      planReport(frame, await subjectOf(trx, scope), await reportMeasures(trx, scope)),
  },
  soa: {
    ...everything,
    load: async (trx, frame, scope) => soaReport(frame, await listStatements(trx, scope)),
  },
  management: {
    takes: ['from', 'until'],
    needs: [],
    load: async (trx, frame, scope) => {
      const { quarter } = quartersOf(dayOf(frame.now));
      const { from = quarter.from, until = quarter.until } = scope.options;
      if (from > until)
        throw new GrundwachtError('VALIDATION', {
          pointer: '/options/until',
          message: 'is before /options/from',
        });
      return managementReport(frame, await managementFigures(trx, scope, { from, until }));
    },
  },
  incident: {
    takes: ['alert'],
    needs: ['alert'],
    load: async (trx, frame, { tenant, options }) =>
      incidentReport(frame, await incidentFacts(trx, tenant, options.alert!)),
  },
  system: {
    takes: ['target_object'],
    needs: ['target_object'],
    load: async (trx, frame, scope) =>
      systemReport(frame, {
        object: await objectOf(trx, scope),
        needs: await reportNeeds(trx, scope),
        states: await reportStates(trx, scope),
        answers: reportAnswers(trx, scope),
        proof: await reportProof(trx, scope, frame),
        risks: await reportRisks(trx, scope),
        measures: await reportMeasures(trx, scope),
      }),
    count: countAnswers,
  },
} as const satisfies Record<string, ReportSource>;

export type ReportName = keyof typeof reportSources;

/** @throws GrundwachtError VALIDATION when the domain does not have the target object */
async function objectOf(trx: Transaction<Database>, scope: ReportScope) {
  const [object] = await reportObjects(trx, scope);
  if (object !== undefined) return object;
  throw new GrundwachtError('VALIDATION', {
    pointer: '/options/target_object',
    message: 'the domain has no target object {target_object}',
    values: { target_object: scope.options.target_object ?? '' },
  });
}

/** What of a domain a report is about, in words. */
async function subjectOf(trx: Transaction<Database>, scope: ReportScope): Promise<string> {
  const { baustein, target_object } = scope.options;
  const object = target_object === undefined ? undefined : await objectOf(trx, scope);
  return [baustein, object && `${object.key} ${object.name}`].filter((each) => each !== undefined).join(', ');
}
