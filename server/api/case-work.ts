import fp from 'fastify-plugin';
import Type from 'typebox';
import {
  type CaseDetail,
  CaseTaskChange,
  LessonRaise,
  NewCaseEvidence,
  NewCaseLesson,
  NewCaseTask,
  NewTimelineEntry,
} from '../contract/case.js';
import { GrundwachtError } from '../contract/errors.js';
import { permissions } from '../identity/roles.js';
import { readCase } from '../store/case-detail.js';
import { addLesson, raiseLesson } from '../store/case-lessons.js';
import { getCase } from '../store/case-list.js';
import { openCase } from '../store/case-lock.js';
import { writeTimeline } from '../store/case-timeline.js';
import { addEvidence, addTask, changeTask } from '../store/case-work.js';
import { CaseDetailReply, caseParams, changedDetail, sightOf, caseTags as tags } from './case-scope.js';
import type { RoutePlugin } from './deps.js';

const change = { roles: permissions['cases.change'] };
const report = { roles: permissions['cases.report'] };
const Uuid = Type.String({ format: 'uuid' });
const detail = { 200: CaseDetailReply };
/** Of answers with events, whose field names a compiled serializer could leave out. */
const serializerCompiler = () => JSON.stringify;

const reading: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/cases/:id',
    {
      config: { roles: permissions['cases.read'], personal: true },
      serializerCompiler,
      schema: { tags, summary: 'A case with all that belongs to it', params: caseParams, response: detail },
    },
    async (request): Promise<CaseDetail> =>
      readCase(deps.db, request.params.id, sightOf(request), deps.now()),
  );
};

const working: RoutePlugin = async (scope, { deps }) => {
  scope.post(
    '/cases/:id/timeline',
    {
      config: report,
      serializerCompiler,
      schema: {
        tags,
        summary: 'Write an entry of the timeline; one that was wrong is put right by a further one',
        params: caseParams,
        body: NewTimelineEntry,
        response: detail,
      },
    },
    async (request) =>
      changedDetail(deps, request, async (trx, author) => {
        const { key } = await openCase(trx, request.params.id);
        await writeTimeline(trx, key, request.body, author);
        return key;
      }),
  );

  scope.post(
    '/cases/:id/tasks',
    {
      config: change,
      serializerCompiler,
      schema: { tags, summary: 'Add a task', params: caseParams, body: NewCaseTask, response: detail },
    },
    async (request) =>
      changedDetail(deps, request, (trx, author) => addTask(trx, request.params.id, request.body, author)),
  );

  scope.patch(
    '/cases/:id/tasks/:task',
    {
      config: change,
      serializerCompiler,
      schema: {
        tags,
        summary: 'Change a task, or tick it off',
        params: Type.Object({ ...caseParams.properties, task: Uuid }),
        body: CaseTaskChange,
        response: detail,
      },
    },
    async (request) => {
      const { id, task } = request.params;
      return changedDetail(deps, request, (trx, author) => changeTask(trx, id, task, request.body, author));
    },
  );

  scope.post(
    '/cases/:id/evidence',
    {
      config: change,
      serializerCompiler,
      schema: {
        tags,
        summary: 'Keep an event with the case as it is, or link an item of the evidence of the ISMS',
        params: caseParams,
        body: NewCaseEvidence,
        response: detail,
      },
    },
    async (request) => {
      const { id } = request.params;
      const { event, item } = request.body;
      if ((event === undefined) === (item === undefined))
        throw new GrundwachtError('VALIDATION', {
          pointer: '/event',
          message: 'name an event or an item of evidence',
        });
      const { tenant } = (await getCase(deps.db, id, sightOf(request), deps.now())).case;
      const document = event === undefined ? undefined : await deps.events.get([tenant], event);
      if (event !== undefined && document === undefined)
        throw new GrundwachtError('VALIDATION', {
          pointer: '/event',
          message: 'there is no event {event}',
          values: { event },
        });
      return changedDetail(deps, request, (trx, author) =>
        addEvidence(trx, id, request.body, document, author),
      );
    },
  );
};

const learning: RoutePlugin = async (scope, { deps }) => {
  scope.post(
    '/cases/:id/lessons',
    {
      config: report,
      serializerCompiler,
      schema: {
        tags,
        summary: 'Write down what is to be learned, also of a closed case',
        params: caseParams,
        body: NewCaseLesson,
        response: detail,
      },
    },
    async (request) =>
      changedDetail(deps, request, (trx, author) => addLesson(trx, request.params.id, request.body, author)),
  );

  scope.post(
    '/cases/:id/lessons/:lesson/raise',
    {
      config: { roles: permissions['isms.change'] },
      serializerCompiler,
      schema: {
        tags,
        summary: 'Make of a lesson a finding or a measure of the ISMS',
        params: Type.Object({ ...caseParams.properties, lesson: Uuid }),
        body: LessonRaise,
        response: detail,
      },
    },
    async (request) => {
      const { id, lesson } = request.params;
      return changedDetail(deps, request, (trx, author) =>
        raiseLesson(trx, id, lesson, request.body, author),
      );
    },
  );
};

const plugin: RoutePlugin = async (scope, options) => {
  await scope.register(reading, options);
  await scope.register(working, options);
  await scope.register(learning, options);
};

/** What belongs to a case: timeline, tasks, evidence and lessons. */
export const caseWorkRoutes = fp(plugin, { name: 'case-work-routes', dependencies: ['access'] });
