import Type from 'typebox';
import { type RoomRecord, RoomRecord as RoomRecordSchema } from '../contract/audit-room.js';
import { csvRecord } from '../contract/csv.js';
import { permissions } from '../identity/roles.js';
import { roomRecords } from '../store/audit-record-list.js';
import type { RoutePluginWith } from './deps.js';
import { WholeList } from './page.js';
import type { EnterRoom } from './room-packages.js';

const tags = ['audit room'];
const config = { roles: permissions['audit-room.use'] };
const params = Type.Object({ grant: Type.String({ format: 'uuid' }) });
const columns = [
  ...['recorded_at', 'recorded_by', 'requirement', 'target_object', 'baustein', 'level', 'status'],
  ...['result', 'finding', 'finding_kind', 'finding_title', 'note', 'sample'],
];

/** What an auditor recorded in a room, to be read on and to be taken away. */
export const roomRecordRoutes: RoutePluginWith<{ enter: EnterRoom }> = async (scope, { deps, enter }) => {
  scope.get(
    '/:grant/records',
    {
      config,
      schema: {
        tags,
        summary: 'What was recorded of everything drawn in the scope, with its findings',
        params,
        response: { 200: WholeList(RoomRecordSchema) },
      },
    },
    async (request) => ({
      items: await roomRecords(deps.db, await enter(deps, request, 'records')),
      next: null,
    }),
  );

  scope.get(
    '/:grant/records/export',
    {
      config,
      schema: {
        tags,
        summary: 'The same as a CSV file, whose cells are no formulas',
        params,
        produces: ['text/csv; charset=utf-8'],
      },
    },
    async (request, reply) => {
      const records = await roomRecords(deps.db, await enter(deps, request, 'records'));
      reply.type('text/csv; charset=utf-8');
      reply.header('content-disposition', 'attachment; filename="audit-records.csv"');
      // Without the mark Excel takes UTF-8 for something else.
      return `\ufeff${csvRecord(columns)}${records.map(csvRow).join('')}`;
    },
  );
};

function csvRow({ finding, ...record }: RoomRecord): string {
  return csvRecord([
    ...[record.at, record.by, record.requirement, record.object, record.baustein],
    ...[record.level ?? '', record.status ?? '', record.result],
    ...[finding ? String(finding.number) : '', finding?.kind ?? '', finding?.title ?? ''],
    ...[record.note, record.sample],
  ]);
}
