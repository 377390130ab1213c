import Type, { type Static } from 'typebox';

const Instant = Type.String({ format: 'date-time' });
const Day = Type.String({ format: 'date', description: 'such as `2026-12-31`' });
const Uuid = Type.String({ format: 'uuid' });
const Name = Type.String({ maxLength: 200 });
const strict = { additionalProperties: false };
const orNull = <T extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Integer>>(type: T) =>
  Type.Union([type, Type.Null()]);

/** What A.0 has to hold (BSI, reference documents of the certification scheme), and further documents. */
export const guidelineKinds = [
  'policy',
  'risk_analysis',
  'document_control',
  'internal_audit',
  'corrective_action',
  'other',
] as const;
export type GuidelineKind = (typeof guidelineKinds)[number];

export const guidelineStates = ['draft', 'in_force', 'withdrawn'] as const;
export type GuidelineState = (typeof guidelineStates)[number];

/** What a person says of a guideline document; what is in force has edition, date, author and approval. */
export const GuidelineInput = Type.Object(
  {
    kind: Type.Enum(guidelineKinds),
    title: Type.String({ minLength: 1, maxLength: 300 }),
    description: Type.Optional(Type.String({ maxLength: 4000, description: 'what it governs' })),
    location: Type.Optional(
      Type.String({ maxLength: 2000, description: 'where it lies: a link, or a place in words' }),
    ),
    state: Type.Optional(Type.Enum(guidelineStates)),
    edition: Type.Optional(Type.String({ maxLength: 60, description: 'such as `2.1`' })),
    dated: Type.Optional(orNull(Day)),
    author: Type.Optional(Name),
    approved_by: Type.Optional(Name),
    approved_on: Type.Optional(orNull(Day)),
    review_due: Type.Optional(orNull(Day)),
  },
  strict,
);
export type GuidelineInput = Static<typeof GuidelineInput>;

/** A guideline document of the reference document A.0. */
export const Guideline = Type.Object({
  id: Uuid,
  kind: Type.Enum(guidelineKinds),
  title: Type.String(),
  description: Type.String(),
  location: Type.String(),
  state: Type.Enum(guidelineStates),
  edition: Type.String(),
  dated: orNull(Type.String()),
  author: Type.String(),
  approved_by: Type.String(),
  approved_on: orNull(Type.String()),
  review_due: orNull(Type.String()),
  version: Type.Integer({ description: 'for optimistic locking' }),
  updated_at: Instant,
  updated_by: Type.String(),
});
export type Guideline = Static<typeof Guideline>;

export const exportFormats = ['pdf', 'xlsx', 'csv', 'json', 'zip'] as const;
export type ExportFormat = (typeof exportFormats)[number];
export const reportLanguages = ['de', 'en'] as const;
export type ReportLanguage = (typeof reportLanguages)[number];

/** What of a domain an export is about; each export says which of these it takes. */
export const ExportOptions = Type.Object(
  {
    baustein: Type.Optional(
      Type.String({ maxLength: 40, description: 'a Baustein or a layer: `SYS.1.1`, `SYS`' }),
    ),
    target_object: Type.Optional(Uuid),
    alert: Type.Optional(Uuid),
    from: Type.Optional(Day),
    until: Type.Optional(Day),
  },
  strict,
);
export type ExportOptions = Static<typeof ExportOptions>;
export type ExportOption = keyof ExportOptions;

/** Something that can be exported. */
export const ExportKind = Type.Object({
  name: Type.String({ description: 'such as `a4`' }),
  title: Type.Object({ de: Type.String(), en: Type.String() }),
  formats: Type.Array(Type.Enum(exportFormats)),
  takes: Type.Array(Type.String(), { description: 'options that narrow it' }),
  needs: Type.Array(Type.String(), { description: 'options without which it cannot be made' }),
});
export type ExportKind = Static<typeof ExportKind>;

/** What a person orders. */
export const ExportOrder = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60, description: 'of what is exported, such as `a4`' }),
    format: Type.Enum(exportFormats),
    language: Type.Enum(reportLanguages),
    options: Type.Optional(ExportOptions),
  },
  strict,
);
export type ExportOrder = Static<typeof ExportOrder>;

export const exportStates = ['waiting', 'running', 'done', 'cancelled', 'failed'] as const;
export type ExportState = (typeof exportStates)[number];

/** An export that was ordered, and its file as long as it is kept. */
export const ExportJob = Type.Object({
  id: Uuid,
  domain: Uuid,
  name: Type.String(),
  format: Type.String(),
  language: Type.Enum(reportLanguages),
  options: ExportOptions,
  state: Type.Enum(exportStates),
  by: Type.String({ description: 'user name' }),
  created_at: Instant,
  started_at: orNull(Instant),
  ended_at: orNull(Instant),
  done: Type.Integer({ description: 'rows that are through' }),
  total: orNull(Type.Integer()),
  file_name: orNull(Type.String()),
  bytes: orNull(Type.Integer()),
  sha256: orNull(Type.String()),
  removed_at: Type.Union([Instant, Type.Null()], { description: 'since when the file is gone' }),
  error: orNull(Type.String()),
});
export type ExportJob = Static<typeof ExportJob>;

/** The latest exports of a domain, and what their files take. */
export const ExportList = Type.Object({
  items: Type.Array(ExportJob),
  next: Type.Null(),
  files: Type.Integer({ description: 'that are kept' }),
  bytes: Type.Integer({ description: 'of these files' }),
  keep_days: Type.Integer({ description: 'that a file is kept' }),
});
export type ExportList = Static<typeof ExportList>;
