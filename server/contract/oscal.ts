import Type, { type Static } from 'typebox';

/** Body of POST /api/v1/isms/oscal: the documents of one domain, as the export writes them. */
export const OscalImport = Type.Object(
  {
    key: Type.Optional(Type.String({ minLength: 1, maxLength: 40, description: 'of the new domain' })),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'of the new domain' })),
    documents: Type.Object(
      {
        'system-security-plan': Type.Unknown(),
        'assessment-plan': Type.Optional(Type.Unknown()),
        'assessment-results': Type.Optional(Type.Unknown()),
        'plan-of-action-and-milestones': Type.Optional(Type.Unknown()),
      },
      { additionalProperties: false, description: 'by model: what the member of that name holds' },
    ),
  },
  { additionalProperties: false },
);
export type OscalImport = Static<typeof OscalImport>;
