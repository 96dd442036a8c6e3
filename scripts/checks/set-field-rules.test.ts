/** A field of a SET message that the documents do not map is found. */
import { expect, test } from 'vitest';
import { fieldsOf, setFieldProblems, setFieldsFile } from './set-field-rules.mjs';

const path = 'packages/protocol/src/set/pinit.ts';
const text = `const schema = v.strictObject({
  lidC: identifierField,
  items: v.array(v.strictObject({ xid: identifierField, brand: textField(40) })),
  ...timesFields,
});`;
const page = (content: string) => ({ path: setFieldsFile, text: content });

test('a page that names every field, also inside lists, has no problem', () => {
  expect(setFieldProblems([{ path, text }, page('`lidC`, `items {xid, brand}`')])).toEqual([]);
});

test.each([
  ['a field that is missing', '`lidC`, `items`, `xid`', 'brand'],
  ['a field that stands in the prose only', 'lidC `items {xid, brand}`', 'lidC'],
])('%s is said', (_, content, name) => {
  expect(setFieldProblems([{ path, text }, page(content)])).toEqual([
    expect.stringContaining(`${name} (${path})`),
  ]);
});

test('a page that is not there is said', () => {
  expect(setFieldProblems([{ path, text }])).toEqual([`${setFieldsFile}: missing`]);
});

test('other sources are not looked at', () => {
  expect(setFieldProblems([{ path: 'packages/merchant/src/set/x.ts', text }, page('')])).toEqual([]);
});

test.each([
  ['after a comment', 'v.strictObject({\n  a: x,\n  /** Why. */\n  b: y,\n})'],
  ['whose value is a name or a call of our own', 'v.strictObject({ a: jweText, b: count(2, 99) })'],
  ['after a pattern with braces', 'v.strictObject({ a: v.regex(/^[0-9]{6}$/), b: v.boolean() })'],
  ['in an object that schemas spread', 'const itemFields = { a: x, b: y };'],
])('a field %s is seen', (_, source) => {
  expect(fieldsOf(source)).toEqual(['a', 'b']);
});

test('what stands outside a schema is no field', () => {
  expect(fieldsOf("signedMessage({ typ: 'x', schema: v.strictObject({ a: x }), age: 'fresh' })")).toEqual([
    'a',
  ]);
});
