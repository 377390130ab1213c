import Type, { type Static } from 'typebox';
import { AlertState, alertOrders } from './alert.js';
import { Level } from './detection.js';

/** What the list of alerts shows, kept under a name. */
export const AlertViewInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' }),
    shared: Type.Boolean({ description: 'whether everybody of the tenant sees it who may see its alerts' }),
    view: Type.Object(
      {
        state: Type.Array(AlertState, { maxItems: 3 }),
        level: Type.Array(Level, { maxItems: 5 }),
        q: Type.String({ maxLength: 300 }),
        rule: Type.String({ maxLength: 100 }),
        entity: Type.String({ maxLength: 300 }),
        assigned: Type.Enum(['', 'me', 'nobody']),
        order: Type.Enum(alertOrders),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);
export type AlertViewInput = Static<typeof AlertViewInput>;

export const AlertView = Type.Object({
  id: Type.String({ format: 'uuid' }),
  tenant: Type.String(),
  owner: Type.String({ description: 'user name' }),
  mine: Type.Boolean(),
  default: Type.Boolean({ description: 'what the list shows first to who asks' }),
  updated_at: Type.String({ format: 'date-time' }),
  ...AlertViewInput.properties,
});
export type AlertView = Static<typeof AlertView>;
