/**
 * How the command line speaks: results on standard output, `error:` then `hint:` on standard error.
 *
 * With `--json` both are one JSON object on standard output. A card number is shown masked either way.
 */
import type { NativeErrorCode } from '@ecomm/messages';
import { nativeErrorOf } from '../errors.ts';
import { errorTexts } from './error-texts.ts';

export interface Output {
  readonly json: boolean;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
}

/** A mistake in how the command was given. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** The result as lines for people, or the same as JSON. */
export function printResult(output: Output, lines: readonly string[], result: unknown): void {
  output.write(output.json ? `${JSON.stringify(result)}\n` : `${lines.join('\n')}\n`);
}

export function printError(output: Output, error: unknown): void {
  const { code, facts, message, hint } = explain(error);
  if (output.json) output.write(`${JSON.stringify({ error: { code, facts, message, hint } })}\n`);
  else output.writeError(`error: ${message}\nhint: ${hint}\n`);
}

/** `4970 10•• •••• 0006`: issuer and last four digits, as on a receipt (PCI DSS, requirement 3.4). */
export function maskPan(pan: string): string {
  const masked = pan.slice(0, 6) + '•'.repeat(pan.length - 10) + pan.slice(-4);
  return masked.replace(/.{4}(?=.)/gu, '$& ');
}

interface Explanation {
  readonly code: NativeErrorCode | 'ERR_HOST_USAGE';
  readonly facts: Readonly<Record<string, string | number>>;
  readonly message: string;
  readonly hint: string;
}

function explain(error: unknown): Explanation {
  if (error instanceof UsageError) {
    return { code: 'ERR_HOST_USAGE', facts: {}, message: error.message, hint: error.hint };
  }
  const { code, facts } = nativeErrorOf(error);
  const text = errorTexts[code];
  return { code, facts, message: text.error(facts), hint: text.hint };
}
