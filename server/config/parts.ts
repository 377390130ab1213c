import Type from 'typebox';

/** Objects of the configuration take no keys that they do not know. */
export const closed = { additionalProperties: false } as const;

export const Port = Type.Integer({ minimum: 0, maximum: 65535, description: '0 takes any free port' });
