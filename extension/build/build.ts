/**
 * Builds the extension for each browser into dist/<browser>: the same code, its own manifest.
 *
 * Background and pages are ES modules with shared chunks; a content script must be one classic script.
 */
import { cp, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig } from 'vite';
import { browsers, manifestPlugin } from './manifest-plugin.ts';

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const source = pathOf('../src');
const pages = ['pay', 'popup', 'journal', 'onboarding', 'receipt', 'verify'];

const common: InlineConfig = {
  configFile: false,
  root: source,
  publicDir: false,
  logLevel: 'warn',
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
};

for (const browser of browsers) {
  const outDir = pathOf(`../dist/${browser}`);
  await rm(outDir, { recursive: true, force: true });
  await build({
    ...common,
    plugins: [manifestPlugin(browser, pathOf('../../manifest.json'))],
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      modulePreload: false,
      // The library that draws PDFs is loaded only when one is wanted.
      chunkSizeWarningLimit: 700,
      rollupOptions: {
        input: {
          background: `${source}/background/main.ts`,
          ...Object.fromEntries(pages.map((page) => [page, `${source}/pages/${page}.html`])),
        },
        output: {
          entryFileNames: ({ name }) => (name === 'background' ? 'background.js' : `pages/${name}.js`),
          chunkFileNames: 'shared/[name].js',
          assetFileNames: 'pages/[name][extname]',
        },
      },
    },
  });
  await build({
    ...common,
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      rollupOptions: {
        input: `${source}/content/main.ts`,
        output: { format: 'iife', entryFileNames: 'content.js' },
      },
    },
  });
  await cp(pathOf('../_locales'), `${outDir}/_locales`, { recursive: true });
  await cp(pathOf('../public'), outDir, { recursive: true });
}
