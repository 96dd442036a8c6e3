/** The panel's own script and style, read once at start; nothing else of the disk is ever served. */
import { readFile } from 'node:fs/promises';

/** Name and media type. */
export const panelAsset = {
  'panel.css': 'text/css; charset=utf-8',
  'panel.js': 'text/javascript; charset=utf-8',
} as const;

export type PanelAssets = Readonly<Record<keyof typeof panelAsset, string>>;

export async function readPanelAssets(): Promise<PanelAssets> {
  const read = (name: string) => readFile(new URL(`./client/${name}`, import.meta.url), 'utf8');
  return { 'panel.css': await read('panel.css'), 'panel.js': await read('panel.js') };
}
