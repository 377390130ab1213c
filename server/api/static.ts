import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { notFound, replyError } from './error-replies.js';

const hashedAssets = `${sep}assets${sep}`;

/**
 * Serves the built dashboard. Its pages are routes of the browser, so a path that is no file gets index.html;
 * files with a hash in their name never change. A browser that understands it gets the compressed form.
 */
export const dashboard = fp<{ folder: string | undefined }>(
  async (app, { folder }) => {
    const present = folder !== undefined && existsSync(join(folder, 'index.html'));
    if (present) {
      await app.register(fastifyStatic, {
        root: folder,
        cacheControl: false,
        // The build lays `.br` and `.gz` beside each file.
        preCompressed: true,
        setHeaders: (reply, path) => {
          const immutable = path.includes(hashedAssets);
          reply.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
        },
      });
    } else if (folder !== undefined) {
      app.log.warn({ folder }, 'dashboard is not built; run npm run build');
    }
    app.setNotFoundHandler((request, reply) =>
      present && isPage(request) ? reply.sendFile('index.html') : replyError(reply, notFound(request)),
    );
  },
  { name: 'dashboard' },
);

function isPage({ method, url }: FastifyRequest): boolean {
  const path = url.split('?', 1)[0]!;
  const last = path.slice(path.lastIndexOf('/') + 1);
  return (method === 'GET' || method === 'HEAD') && !path.startsWith('/api/') && !last.includes('.');
}
