import type { Kysely } from 'kysely';
import type { AuditRoom, RoomRecord } from '../contract/audit-room.js';
import { listSamples } from './audit-samples.js';
import { roomFacts } from './audit-scope.js';
import type { Database } from './tables.js';

/** @returns what was recorded in a room of everything drawn, the earliest first; the latest of an item counts */
export async function roomRecords(db: Kysely<Database>, room: AuditRoom): Promise<RoomRecord[]> {
  const { audit, id: grant } = room.grant;
  const [samples, facts] = await Promise.all([listSamples(db, { audit, grant }), roomFacts(db, room)]);
  const findings = await db
    .selectFrom('finding')
    .select(['id', 'number', 'kind', 'title'])
    .where('tenant_id', '=', room.grant.tenant)
    .where('audit_id', '=', audit)
    .execute();
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const names = new Map(facts.objects.map(({ id, key, name }) => [id, `${key} ${name}`.trim()]));
  return samples
    .flatMap((sample) =>
      sample.records.map(({ finding, ...record }): RoomRecord => {
        const item = sample.items.find(
          (each) => each.requirement === record.requirement && each.target_object === record.target_object,
        );
        const found = finding === null ? undefined : byId.get(finding);
        return {
          ...record,
          sample: sample.id,
          object: names.get(record.target_object) ?? '',
          baustein: item?.baustein ?? '',
          level: item?.level ?? null,
          status: item?.status ?? null,
          finding: found ? { number: found.number, kind: found.kind, title: found.title } : null,
        };
      }),
    )
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
