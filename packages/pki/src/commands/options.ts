/** Options that several commands have, and the values that they take. */
import { InvalidArgumentError, Option } from 'commander';

export function dataOption(): Option {
  return new Option('--data <directory>', 'the directory with the tree’s "pki"').makeOptionMandatory();
}

export function jsonOption(): Option {
  return new Option('--json', 'for programs');
}

export function overwriteOption(): Option {
  return new Option('--really-overwrite', 'replace what is there');
}

export function validityOptions(): Option[] {
  return [
    new Option('--not-before <date>', 'valid from, as in 2028-01-31 (UTC); an hour ago').argParser(secondsOf),
    new Option('--not-after <date>', 'valid until; two years, an authority ten').argParser(secondsOf),
  ];
}

/** ISO 8601 date or UTC time, to seconds since 1970. */
export function secondsOf(text: string): number {
  const [, day, time = 'T00:00:00Z'] = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d:\d\dZ)?$/.exec(text) ?? [];
  const milliseconds = Date.parse(`${day}${time}`);
  // Date.parse takes 31 February for 2 March.
  if (Number.isNaN(milliseconds) || !new Date(milliseconds).toISOString().startsWith(`${day}`))
    throw new InvalidArgumentError('give a day, as in 2028-01-31, or a time, as in 2028-01-31T12:00:00Z');
  return milliseconds / 1000;
}

export function positiveOf(text: string): number {
  const number = Number(text);
  if (!/^[0-9]{1,15}$/.test(text) || number < 1) throw new InvalidArgumentError('give a number from 1');
  return number;
}

/** Below what a command's help says of its options. */
export function example(command: string): string {
  return `\nExample:\n  ecomm-pki ${command}\n`;
}
