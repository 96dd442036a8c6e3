/**
 * Writes each browser's form of the one manifest source: what only the other browser knows is left out, as either
 * warns about, or refuses, members of the other.
 */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

export const browsers = ['chrome', 'firefox'] as const;

export type Browser = (typeof browsers)[number];

/** The members of the source that concern one browser. */
interface ManifestSource extends Record<string, unknown> {
  readonly background: {
    readonly service_worker: string;
    readonly scripts: readonly string[];
    readonly type: 'module';
  };
}

export function manifestFor(browser: Browser, source: ManifestSource): Record<string, unknown> {
  const { background, browser_specific_settings, key, minimum_chrome_version, ...both } = source;
  const { service_worker, scripts, type } = background;
  return browser === 'chrome'
    ? { ...both, key, minimum_chrome_version, background: { service_worker, type } }
    : { ...both, browser_specific_settings, background: { scripts, type } };
}

export function manifestPlugin(browser: Browser, sourceFile: string): Plugin {
  return {
    name: 'extension-manifest',
    async generateBundle() {
      const source = JSON.parse(await readFile(sourceFile, 'utf8')) as ManifestSource;
      const text = JSON.stringify(manifestFor(browser, source), undefined, 2);
      this.emitFile({ type: 'asset', fileName: 'manifest.json', source: `${text}\n` });
    },
  };
}
