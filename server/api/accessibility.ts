import fp from 'fastify-plugin';
import { AccessibilityFacts } from '../contract/accessibility.js';
import type { RoutePlugin } from './deps.js';

const nothing: AccessibilityFacts = {
  operator: '',
  law: '',
  reviewed: '',
  limits: [],
  contact: { name: '', email: '', phone: '', url: '' },
  enforcement: { name: '', address: '', email: '', phone: '', url: '' },
};

/** The statement has to be reachable for everybody, so nobody needs to log in for it. */
const plugin: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/accessibility',
    {
      schema: {
        tags: ['health'],
        summary: 'What the accessibility statement says of this installation',
        response: { 200: AccessibilityFacts },
      },
    },
    async () => deps.accessibility ?? nothing,
  );
};

export const accessibilityRoutes = fp(plugin, { name: 'accessibility-routes' });
