/**
 * `report-card`: the bank's desk on the command line. It asks the gateway that runs, which alone can tell the intermediaries
 * at once.
 */
import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import { gatewayFiles, readSettings } from '../data-directory.ts';
import { GatewayError } from '../errors.ts';
import { readOperatorToken } from '../operator-token-file.ts';
import type { CommandPorts } from './enrolment-commands.ts';

interface ReportOptions {
  readonly dataDir: string;
  readonly gatewayUrl: string;
}

const answerTimeoutMs = 10_000;

export function addReportCommand(program: Command, { random, print }: CommandPorts): void {
  program
    .command('report-card')
    .description('report a card stolen, blocked or active again; a stolen one is revoked everywhere')
    .argument('<cardId>')
    .addArgument(new Argument('<status>').choices(['stolen', 'blocked', 'active']))
    .requiredOption('--data-dir <directory>', 'the "gateway" directory of a provisioned tree')
    .requiredOption('--gateway-url <url>', 'where the gateway listens')
    .action(async (cardId: string, status: string, { dataDir, gatewayUrl }: ReportOptions) => {
      await readSettings(dataDir);
      const token = await readOperatorToken(join(dataDir, gatewayFiles.operatorToken), random);
      print(await report(gatewayUrl.replace(/\/+$/, ''), { cardId, status, token }));
    });
}

/** The gateway's answer. Throws ERR_GATEWAY_OPTION with the gateway's own words when it refuses. */
async function report(
  gatewayUrl: string,
  { cardId, status, token }: { readonly cardId: string; readonly status: string; readonly token: string },
): Promise<string> {
  const answer = await fetch(`${gatewayUrl}/operator/cards/${encodeURIComponent(cardId)}/status`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ status }),
    redirect: 'error',
    signal: AbortSignal.timeout(answerTimeoutMs),
  }).catch((cause: unknown) => {
    throw new GatewayError('ERR_GATEWAY_OPTION', `no gateway answers at ${gatewayUrl}`, { cause });
  });
  const text = await answer.text();
  if (!answer.ok) throw new GatewayError('ERR_GATEWAY_OPTION', `the gateway refused: ${text}`);
  return text;
}
