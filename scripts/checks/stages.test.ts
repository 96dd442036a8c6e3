import { expect, test } from 'vitest';
import { root } from '../setup.mjs';
import { selectStages, stagesOf, workspaces } from './stages.mjs';

const stages = stagesOf(root);
const namesOf = (args: string[]) => selectStages(stages, args).map(({ name }) => name);

test('without an option every stage runs, the products before the journeys that use them', () => {
  const names = namesOf([]);
  expect(names).toEqual(stages.map(({ name }) => name));
  expect(names.indexOf('build')).toBeLessThan(names.indexOf('e2e'));
});

test('--only takes stages by name and keeps their order', () => {
  expect(namesOf(['--only', 'unit,format'])).toEqual(['format', 'unit']);
  expect(namesOf(['--only=tidy'])).toEqual(['tidy']);
});

test.each([
  [['--only', 'unti']],
  [['--only']],
  [['--onyl', 'unit']],
  [['unit']],
  [['--only', 'unit', 'pcsc']],
])('%j is refused, not taken for nothing to do', (args) => {
  expect(() => selectStages(stages, args)).toThrow('not known');
});

test('the workspaces are found through package.json', () => {
  expect(workspaces(root)).toEqual(expect.arrayContaining(['packages/card', 'native-host']));
});

test('the root, the scripts and the workspaces with sources are type-checked', () => {
  const checked = stages.find(({ name }) => name === 'types')?.commands?.map(({ name }) => name);
  expect(checked).toEqual(
    expect.arrayContaining(['.', 'scripts', 'packages/card', 'packages/protocol', 'e2e']),
  );
});
