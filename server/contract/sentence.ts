import Type from 'typebox';
import type { Sentence } from './fault.js';

/** A sentence in an answer of the API. */
export const SaidSentence = Type.Unsafe<Sentence>(
  Type.Object(
    {
      message: Type.String({ description: 'English, with {name} for each value' }),
      values: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    },
    { description: 'the same in parts, to be worded in another language' },
  ),
);
