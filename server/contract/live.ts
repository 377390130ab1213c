import Type, { type Static } from 'typebox';
import { Alert } from './alert.js';

/** What the server sends on WS /api/v1/live; `?cursor=N` sends every alert changed after revision N first. */
export const LiveMessage = Type.Union([
  Type.Object({
    type: Type.Literal('hello'),
    cursor: Type.Integer(),
    time: Type.String({ format: 'date-time' }),
  }),
  Type.Object({ type: Type.Literal('alert'), cursor: Type.Integer(), alert: Alert }),
  Type.Object({
    type: Type.Literal('rate'),
    events_per_second: Type.Number(),
    events_total: Type.Integer({ description: 'since the server started' }),
    errors_total: Type.Integer({ description: 'records that could not be parsed, since the server started' }),
    lag_ms: Type.Number({ description: 'from receipt to detection, of the last batch' }),
  }),
  Type.Object({
    type: Type.Literal('removed'),
    tenant: Type.String({ description: 'all alerts of this tenant are gone' }),
  }),
]);
export type LiveMessage = Static<typeof LiveMessage>;
