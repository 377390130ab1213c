import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const text = /\.(?:js|css|svg|html)$/;
/** Below that a packet is not filled anyway. */
const leastBytes = 1024;

/**
 * Lays a `.br` and a `.gz` beside each text file that the server hands out to browsers.
 * @param {string} folder of the built dashboard
 */
export function compressAll(folder) {
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!text.test(path)) continue;
    const content = readFileSync(join(folder, path));
    if (content.length < leastBytes) continue;
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: 10,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    writeFileSync(join(folder, `${path}.br`), brotliCompressSync(content, { params }));
    writeFileSync(join(folder, `${path}.gz`), gzipSync(content, { level: 9 }));
  }
}
