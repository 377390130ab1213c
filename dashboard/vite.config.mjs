import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { partsOfTexts } from './build-steps/split-texts.mjs';
import { kernAsUsed } from './build-steps/used-kern.mjs';

const shippedLocales = /\/intl\/[a-z]+\/(?!de-DE|en-US)[a-z]{2}-[A-Z]{2}\.mjs$/;

/** react-aria brings its own texts in 34 languages; only the two of the user interface are shipped. */
const twoLocales = {
  name: 'grundwacht-two-locales',
  enforce: 'pre',
  load(id) {
    return id.includes('/react-aria/') && shippedLocales.test(id) ? 'export default {};' : null;
  },
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [twoLocales, partsOfTexts, kernAsUsed, react()],
  build: {
    outDir: fileURLToPath(new URL('../build/dashboard', import.meta.url)),
    emptyOutDir: true,
    target: 'es2023',
    // A strict CSP allows no data: fonts and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    // What is bundled goes out with its licence.
    license: { fileName: 'licenses.md' },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
  },
});
