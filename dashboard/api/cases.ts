import type {
  Case,
  CaseChange,
  CasePage,
  CaseSeverity,
  CaseState,
  CaseStateChange,
  CaseTaskChange,
  LessonRaise,
  NewCase,
  NewCaseEvidence,
  NewCaseLesson,
  NewCaseTask,
  NewTimelineEntry,
  CaseDetail as WireDetail,
} from '../../server/contract/case.js';
import type {
  BoardClock,
  ClockStep,
  NewCaseReport,
  NewDutyDecision,
  OwnDeadline,
  OwnDeadlineInput,
  ReportDraft,
} from '../../server/contract/case-duty.js';
import { apiBase, readBytes, request } from './http.js';

export type CaseDetail = WireDetail;

export interface CaseFilter {
  state?: readonly CaseState[];
  severity?: readonly CaseSeverity[];
  tenant?: string;
  q?: string;
}

const part = encodeURIComponent;
const at = (id: string, rest = ''): string => `cases/${part(id)}${rest}`;
const send = <T>(path: string, body: object): Promise<T> => request(path, { method: 'POST', body });

export const getCases = (
  filter: CaseFilter,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<CasePage> => request('cases', { query: { ...filter, limit: 100, cursor }, signal });

export const getCaseClocks = (signal?: AbortSignal): Promise<{ items: BoardClock[] }> =>
  request('cases/clocks', { signal });

export const getCase = (id: string, signal?: AbortSignal): Promise<CaseDetail> => request(at(id), { signal });

/** @returns the report on a case, a PDF */
export const getCaseReport = (id: string, language: 'de' | 'en'): Promise<ArrayBuffer> =>
  readBytes(new URL(`${at(id, '/report')}?language=${language}`, apiBase).href);

export const createCase = (input: NewCase): Promise<Case> => send('cases', input);

export const changeCase = (id: string, change: CaseChange): Promise<Case> =>
  request(at(id), { method: 'PATCH', body: change });

export const changeCaseState = (id: string, change: CaseStateChange): Promise<Case> =>
  send(at(id, '/state'), change);

export const addCaseAlerts = (id: string, ids: readonly string[]): Promise<Case> =>
  send(at(id, '/alerts'), { ids });

export const removeCaseAlert = (id: string, alert: string): Promise<Case> =>
  request(at(id, `/alerts/${part(alert)}`), { method: 'DELETE' });

export const writeTimeline = (id: string, entry: NewTimelineEntry): Promise<CaseDetail> =>
  send(at(id, '/timeline'), entry);

export const addTask = (id: string, task: NewCaseTask): Promise<CaseDetail> => send(at(id, '/tasks'), task);

export const changeTask = (id: string, task: string, change: CaseTaskChange): Promise<CaseDetail> =>
  request(at(id, `/tasks/${part(task)}`), { method: 'PATCH', body: change });

export const addCaseEvidence = (id: string, evidence: NewCaseEvidence): Promise<CaseDetail> =>
  send(at(id, '/evidence'), evidence);

export const decideDuty = (id: string, decision: NewDutyDecision): Promise<CaseDetail> =>
  send(at(id, '/duties'), decision);

export const getDraft = (
  id: string,
  query: { duty: string; step: ClockStep; language: 'de' | 'en' },
  signal?: AbortSignal,
): Promise<ReportDraft> => request(at(id, '/draft'), { query, signal });

export const recordReport = (id: string, report: NewCaseReport): Promise<CaseDetail> =>
  send(at(id, '/reports'), report);

export const withdrawReport = (id: string, report: string, reason: string): Promise<CaseDetail> =>
  send(at(id, `/reports/${part(report)}/withdraw`), { reason });

export const addLesson = (id: string, lesson: NewCaseLesson): Promise<CaseDetail> =>
  send(at(id, '/lessons'), lesson);

export const raiseLesson = (id: string, lesson: string, raise: LessonRaise): Promise<CaseDetail> =>
  send(at(id, `/lessons/${part(lesson)}/raise`), raise);

export const getDeadlines = (tenant: string, signal?: AbortSignal): Promise<{ items: OwnDeadline[] }> =>
  request('cases/deadlines', { query: { tenant }, signal });

export const createDeadline = (tenant: string, input: OwnDeadlineInput): Promise<OwnDeadline> =>
  request('cases/deadlines', { method: 'POST', query: { tenant }, body: input });

export const changeDeadline = (id: string, version: number, input: OwnDeadlineInput): Promise<OwnDeadline> =>
  request(`cases/deadlines/${part(id)}`, { method: 'PUT', body: { ...input, version } });
