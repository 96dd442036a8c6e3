/** `ecomm-host doctor`: looks at each link from browser to card, in that order, and says which one is broken. */

import type { NativeError } from '@ecomm/messages';
import type { Environment } from '../config/directories.ts';
import { readHostConfig } from '../config/host-config.ts';
import { nativeErrorOf } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { type BrowserPlace, browserPlaces } from '../install/browsers.ts';
import { type InstallationState, inspectInstallation } from '../install/install-host.ts';
import { findSandboxedFirefox } from '../install/sandboxed-firefox.ts';
import { errorTexts } from './error-texts.ts';
import { maskPan, type Output, printResult } from './output.ts';

export interface DoctorOptions {
  readonly environment: Environment;
  readonly platform: NodeJS.Platform;
  /** Further places to look at, from `--user-data-dir`. */
  readonly places: readonly BrowserPlace[];
}

interface Finding {
  readonly about: string;
  readonly state: 'ok' | 'absent' | 'wrong';
  readonly text: string;
  readonly hint?: string;
  readonly facts?: unknown;
}

/** True when nothing is wrong: a browser finds the host, and the host finds a reader. */
export async function doctorCommand(host: Host, output: Output, options: DoctorOptions): Promise<boolean> {
  const findings = [...(await browserFindings(options)), ...(await cardFindings(host, options))];
  const healthy = !findings.some(({ state }) => state === 'wrong');
  const marks = { ok: '✓', absent: '–', wrong: '✗' } as const;
  const lines = findings.flatMap(({ about, state, text, hint }) => [
    `${marks[state]} ${about}: ${text}`,
    ...(hint === undefined ? [] : [`    ${hint}`]),
  ]);
  printResult(output, lines, { healthy, findings });
  return healthy;
}

async function browserFindings({ environment, platform, places }: DoctorOptions): Promise<Finding[]> {
  const all = [...(browserPlaces(environment, platform) ?? []), ...places];
  const findings = await Promise.all(
    all.map(async (place) => browserFinding(place, await inspectInstallation(place))),
  );
  const sandboxed = (await findSandboxedFirefox(environment)).map(({ kind, permissionCommand }): Finding => {
    return {
      about: `firefox (${kind})`,
      state: 'absent',
      text: 'must be allowed to start programs',
      hint: permissionCommand,
    };
  });
  const none: Finding = {
    about: 'browsers',
    state: 'wrong',
    text: 'no browser would find the host',
    hint: 'run: ecomm-host install',
  };
  const found = findings.some(({ state }) => state === 'ok');
  return [
    ...findings.filter(({ state }) => found || state !== 'absent'),
    ...(found ? [] : [none]),
    ...sandboxed,
  ];
}

function browserFinding({ browser }: BrowserPlace, installation: InstallationState): Finding {
  const about = browser;
  const again = `run: ecomm-host install --browser ${browser}`;
  switch (installation.state) {
    case 'absent':
      return { about, state: 'absent', text: 'host not installed' };
    case 'unreadable':
      return {
        about,
        state: 'wrong',
        text: `${installation.manifestPath} is no manifest of this host`,
        hint: again,
      };
    case 'launcherMissing':
      return {
        about,
        state: 'wrong',
        text: `${installation.launcherPath} is missing or not executable`,
        hint: again,
      };
    case 'installed': {
      const { manifestPath, extensionIds } = installation;
      return {
        about,
        state: 'ok',
        text: `${manifestPath} for ${extensionIds.join(', ')}`,
        facts: installation,
      };
    }
  }
}

async function cardFindings(host: Host, { environment, platform }: DoctorOptions): Promise<Finding[]> {
  const { pcscSocket } = await readHostConfig(environment, platform);
  const about = pcscSocket === undefined ? 'smart card service' : `smart card service at ${pcscSocket}`;
  const answer = await host.run('listReaders', {}, 1).catch((error: unknown) => nativeErrorOf(error));
  if ('code' in answer) return [errorFinding(about, answer)];
  const service: Finding = { about, state: 'ok', text: 'reachable' };
  if (answer.readers.length === 0) {
    return [
      service,
      { about: 'readers', state: 'wrong', text: 'none', hint: errorTexts.ERR_READER_GONE.hint },
    ];
  }
  const readers = answer.readers.map(async ({ readerName, hasPinPad, card }): Promise<Finding[]> => {
    const reader: Finding = hasPinPad
      ? { about: readerName, state: 'ok', text: 'reader with keypad' }
      : { about: readerName, state: 'wrong', text: 'no keypad', hint: errorTexts.ERR_READER_NO_PIN_PAD.hint };
    if (card === 'absent') return [reader, { about: 'card', state: 'absent', text: 'none in this reader' }];
    return [reader, await cardFinding(host, readerName)];
  });
  return [service, ...(await Promise.all(readers)).flat()];
}

async function cardFinding(host: Host, readerName: string): Promise<Finding> {
  const card = await host.run('readCard', { readerName }, 1).catch((error: unknown) => nativeErrorOf(error));
  if ('code' in card) return errorFinding('card', card);
  const { holderName, pan, expiry, pinTriesLeft } = card;
  const text = `${holderName}, ${maskPan(pan)}, expires ${expiry}, ${pinTriesLeft} PIN tries left`;
  return { about: 'card', state: pinTriesLeft === 0 ? 'wrong' : 'ok', text };
}

function errorFinding(about: string, { code, facts }: NativeError): Finding {
  const { error, hint } = errorTexts[code];
  return { about, state: 'wrong', text: error(facts), hint };
}
