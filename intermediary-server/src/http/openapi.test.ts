/** The description is OpenAPI 3.1, and names every address; `routes.test.ts` holds the addresses against the program. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { describeApi } from './openapi.ts';
import { routes } from './routes.ts';

test('the description is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  expect(await validator.validate(structuredClone(describeApi()))).toMatchObject({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('a description without its answers is not', async () => {
  const broken = { ...describeApi(), paths: { '/x': { get: { parameters: 'none' } } } };
  expect(await new Validator().validate(broken)).toMatchObject({ valid: false });
});

test('each address is one operation of its own name', () => {
  const operations = Object.entries(describeApi().paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
  expect(operations.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  const ids = Object.values(describeApi().paths).flatMap((methods) =>
    Object.values(methods).map((operation) => (operation as { operationId: string }).operationId),
  );
  expect(new Set(ids).size).toBe(routes.length);
});
