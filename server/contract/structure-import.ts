import Type, { type Static } from 'typebox';
import { TargetObjectType } from './isms.js';

/** What a column of an imported table can hold. */
export const importFields = [
  'key',
  'type',
  'name',
  'description',
  'platform',
  'count',
  'location',
  'users',
  'owner',
  'status',
  'is_group',
  'group',
  'hostnames',
  'addresses',
  'tags',
  'depends_on',
] as const;
export type ImportField = (typeof importFields)[number];

const Column = Type.Integer({ minimum: 0, maximum: 199 });
const Mapping = Type.Partial(
  Type.Object(
    Object.fromEntries(importFields.map((field) => [field, Column])) as Record<ImportField, typeof Column>,
    { additionalProperties: false },
  ),
);
/** The column (0-based) of each field; a field without a column is left as it is. */
export type Mapping = Static<typeof Mapping>;

export const ImportRequest = Type.Object(
  {
    content: Type.String({ description: 'the file (CSV or XLSX), base64', maxLength: 14_000_000 }),
    mapping: Type.Optional(Mapping),
    default_type: Type.Optional(TargetObjectType),
    dry_run: Type.Boolean({ description: 'only say what would happen' }),
    skip_wrong: Type.Optional(
      Type.Boolean({
        description: 'store the right rows although others are wrong; otherwise nothing is stored',
      }),
    ),
  },
  { additionalProperties: false },
);
export type ImportRequest = Static<typeof ImportRequest>;

export const importActions = ['create', 'change', 'same', 'wrong'] as const;
export type ImportAction = (typeof importActions)[number];

/** Why a cell, a row or the whole file is wrong. */
export const importReasons = [
  'cell_unreadable',
  'blank',
  'too_long',
  'too_many',
  'tag_too_long',
  'control_characters',
  'repeated',
  'type_missing',
  'type_unknown',
  'status_unknown',
  'count_wrong',
  'boolean_unknown',
  'hostname_wrong',
  'address_wrong',
  'object_unknown',
  'group_unfit',
  'group_type',
  'group_nested',
  'member_unfit',
  'depends_on_itself',
  'depends_unfit',
  'relation_unfit',
  'cycle',
] as const;
export type ImportReason = (typeof importReasons)[number];

export const ImportProblem = Type.Object({
  row: Type.Union([Type.Integer(), Type.Null()], { description: 'as the file numbers it; null: all of it' }),
  column: Type.Union([Type.Integer(), Type.Null()], { description: '0-based; null: the whole row' }),
  field: Type.Union([Type.Enum(importFields), Type.Null()]),
  reason: Type.Enum(importReasons),
  given: Type.String({ description: 'what the reason is about: the text that is wrong, a key, a limit' }),
  message: Type.String({ description: 'the same in English' }),
});
export type ImportProblem = Static<typeof ImportProblem>;

export const ImportRow = Type.Object({
  row: Type.Integer(),
  key: Type.String(),
  action: Type.Enum(importActions),
  cells: Type.Array(Type.String(), { description: 'as the file has them, at most 200 characters of each' }),
  changes: Type.Array(
    Type.Object({ field: Type.Enum(importFields), from: Type.String(), to: Type.String() }),
    { description: 'what is different from what is stored; lists are joined by commas' },
  ),
});
export type ImportRow = Static<typeof ImportRow>;

export const ImportReport = Type.Object({
  form: Type.String({ description: 'how the file was read: encoding and delimiter, or the sheet' }),
  columns: Type.Array(Type.String(), { description: 'the first row' }),
  mapping: Mapping,
  rows: Type.Array(ImportRow),
  problems: Type.Array(ImportProblem),
  counts: Type.Object({
    create: Type.Integer(),
    change: Type.Integer(),
    same: Type.Integer(),
    wrong: Type.Integer(),
    relations: Type.Integer({ description: 'new ones' }),
  }),
  stored: Type.Boolean(),
});
export type ImportReport = Static<typeof ImportReport>;
