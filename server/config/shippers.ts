import Type, { type Static } from 'typebox';
import { closed, Port } from './parts.js';

/** Further HTTP addresses for shippers that have to find Elasticsearch at the root of an address. */
export const ShippersSchema = Type.Object(
  {
    listen: Type.Array(Type.Object({ host: Type.String({ default: '127.0.0.1' }), port: Port }, closed), {
      default: [],
      description: 'HTTP addresses that only shippers use, with the paths of Elasticsearch at the root',
    }),
  },
  { ...closed, default: {} },
);

export type ShippersConfig = Static<typeof ShippersSchema>;
