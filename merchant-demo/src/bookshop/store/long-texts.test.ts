import fc from 'fast-check';
import { expect, test } from 'vitest';
import { putTogether, takeApart } from './long-texts.ts';

const mark = '\u0001';
const text = fc.oneof(
  fc.string(),
  fc.string({ minLength: 512, maxLength: 600 }),
  fc.string().map((ending) => mark + ending),
  fc.string().map((ending) => `"${mark}${ending}`),
);
const document = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, fc.jsonValue(), text, tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 4 }),
  object: fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), tie('value'), { maxKeys: 4 }),
})).value;

test('whatever is taken apart is put together as it was', () => {
  fc.assert(
    fc.property(document, (value) => {
      const { document: kept, texts } = takeApart(value);
      const whole = putTogether(kept, (digest) => texts.get(digest));
      expect(JSON.stringify(whole)).toBe(JSON.stringify(value));
    }),
  );
});

test('a long text is kept once, however often it occurs, and is not in the document', () => {
  const long = 'x'.repeat(600);
  const { document: kept, texts } = takeApart({ first: long, others: [long, { again: long }], short: 'y' });
  expect([...texts.values()]).toEqual([long]);
  expect(kept).not.toContain(long);
  expect(kept).toContain('"short":"y"');
});

test('a document whose text is missing is refused, not given out without it', () => {
  const { document: kept } = takeApart({ deep: [{ message: 'x'.repeat(600) }] });
  expect(() => putTogether(kept, () => undefined)).toThrow('a text is missing');
});

test('an empty text is a text', () => {
  const { document: kept, texts } = takeApart([mark]);
  expect(putTogether(kept, (digest) => texts.get(digest))).toEqual([mark]);
  expect(putTogether(kept, () => '')).toEqual(['']);
});
