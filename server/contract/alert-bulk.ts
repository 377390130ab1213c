import Type, { type Static } from 'typebox';
import { Alert, AlertSelection, alertDecision } from './alert.js';

/** How many alerts there are of a selection, and as of when. */
export const AlertCount = Type.Object({
  count: Type.Integer(),
  revision: Type.Integer({ description: 'of the latest change of any alert: what the count is as of' }),
});
export type AlertCount = Static<typeof AlertCount>;

/** Alerts that one act may change. */
export const mostAtOnce = 20_000;

/** Body of POST /api/v1/alerts/bulk: one change of many alerts, named one by one or by what they have in common. */
export const AlertBulk = Type.Object(
  {
    change: Type.Object(alertDecision, { additionalProperties: false }),
    alerts: Type.Optional(
      Type.Array(
        Type.Object(
          { id: Type.String({ format: 'uuid' }), revision: Type.Optional(Type.Integer()) },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: 5000 },
      ),
    ),
    selection: Type.Optional(AlertSelection),
    except: Type.Optional(
      Type.Array(Type.String({ format: 'uuid' }), {
        maxItems: 5000,
        description: 'with `selection`: alerts of it that are left alone',
      }),
    ),
    revision: Type.Optional(
      Type.Integer({
        description:
          'with `selection`: of its count. Alerts that came later are left alone; those that somebody changed later are refused',
      }),
    ),
  },
  { additionalProperties: false },
);
export type AlertBulk = Static<typeof AlertBulk>;

/** Why an alert was not changed with the others. */
export const AlertRefusal = Type.Object({
  id: Type.String({ format: 'uuid' }),
  code: Type.Enum(['CONFLICT', 'NOT_FOUND', 'TRANSITION_INVALID']),
  by: Type.Union([Type.String(), Type.Null()], { description: 'CONFLICT: who changed it meanwhile' }),
  alert: Type.Union([Alert, Type.Null()], { description: 'as it is' }),
});
export type AlertRefusal = Static<typeof AlertRefusal>;

/** What became of a change of many alerts. */
export const AlertBulkReply = Type.Object({
  act: Type.Union([Type.String({ format: 'uuid' }), Type.Null()], {
    description: 'what POST /api/v1/alerts/undo takes back; null: nothing was changed',
  }),
  changed: Type.Integer(),
  alerts: Type.Array(Alert, { description: 'as they are now; the first thousand' }),
  refused: Type.Array(AlertRefusal),
});
export type AlertBulkReply = Static<typeof AlertBulkReply>;

/** Somebody who can work on alerts. */
export const AlertAssignee = Type.Object({
  username: Type.String(),
  tenants: Type.Array(Type.String(), { description: 'where' }),
});
export type AlertAssignee = Static<typeof AlertAssignee>;
