/** The files that pages refer to, read once: nothing outside this folder can be asked for. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
};

export interface Asset {
  readonly type: string;
  readonly content: string;
}

/** By file name. */
export function readAssets(directory: string): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const name of readdirSync(directory)) {
    const type = mediaTypes[extname(name)];
    if (type !== undefined) assets.set(name, { type, content: readFileSync(join(directory, name), 'utf8') });
  }
  return assets;
}
