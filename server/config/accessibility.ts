import Type from 'typebox';
import { closed } from './parts.js';

const text = (maxLength: number, description: string) => Type.String({ default: '', maxLength, description });
/** Shown as a link: nothing but a web address. */
const link = (description: string) =>
  Type.String({ default: '', maxLength: 300, pattern: '^(https?://[^\\s"<>]+)?$', description });
const reach = (whose: string) => ({
  email: text(200, `mail address of ${whose}`),
  phone: text(50, `telephone number of ${whose}`),
  url: link(`web address of ${whose}`),
});

/** What the page "Accessibility" says of this installation. */
export const AccessibilitySchema = Type.Object(
  {
    operator: text(200, 'body that operates the dashboard and answers for it'),
    law: text(300, 'law that applies; empty: § 12b BGG and the laws of the Länder that correspond to it'),
    reviewed: Type.String({
      default: '',
      pattern: '^([0-9]{4}-[0-9]{2}-[0-9]{2})?$',
      description: 'day on which the statement was last reviewed, YYYY-MM-DD',
    }),
    limits: Type.Array(Type.String({ minLength: 1, maxLength: 500 }), {
      default: [],
      maxItems: 50,
      description: 'limits of this installation beside those that the program names',
    }),
    contact: Type.Object(
      { name: text(200, 'who takes reports of barriers'), ...reach('those who take reports of barriers') },
      { ...closed, default: {} },
    ),
    enforcement: Type.Object(
      {
        name: text(200, 'conciliation or enforcement body of the Land'),
        address: text(300, 'postal address of that body'),
        ...reach('that body'),
      },
      { ...closed, default: {} },
    ),
  },
  { ...closed, default: {} },
);
