/** The tree of a clearing line: RFC 6962's own shape, and proofs that hold for the item alone. */
import { createHash } from 'node:crypto';
import { encodeBase64Url } from '@ecomm/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type InclusionProof, isIncluded, MerkleTree } from './merkle.ts';

const items = (count: number) => Array.from({ length: count }, (_, index) => Buffer.from(`item ${index}`));
const sha = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();

/** RFC 6962 section 2.1, word for word. */
function rootByDefinition(list: readonly Uint8Array[]): Uint8Array {
  const [only] = list;
  if (only === undefined) return sha();
  if (list.length === 1) return sha(Uint8Array.of(0), only);
  let half = 1;
  while (half * 2 < list.length) half *= 2;
  return sha(Uint8Array.of(1), rootByDefinition(list.slice(0, half)), rootByDefinition(list.slice(half)));
}

function treeOf(list: readonly Uint8Array[], target?: number): MerkleTree {
  const tree = new MerkleTree();
  for (const [index, item] of list.entries()) tree.add(item, index === target);
  return tree;
}

function proofOf(list: readonly Uint8Array[], target: number): InclusionProof {
  const proof = treeOf(list, target).proof();
  if (proof === undefined) throw new Error('there is a proof');
  return proof;
}

describe('a Merkle root', () => {
  test.each([
    // The test vectors of the reference implementation of Certificate Transparency.
    [[], 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    [[''], '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
    [['', '00'], 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
    [['', '00', '10'], 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
    [
      ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'],
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ],
  ])('of %j is Certificate Transparency’s', (list, hex) => {
    const root = treeOf(list.map((item) => Buffer.from(item, 'hex'))).root();
    expect(root).toBe(encodeBase64Url(Buffer.from(hex, 'hex')));
  });
  test('of any number of items is the definition’s', () => {
    for (let count = 0; count <= 70; count += 1)
      expect(treeOf(items(count)).root()).toBe(encodeBase64Url(rootByDefinition(items(count))));
  });
});

describe('a proof of inclusion', () => {
  test('holds for every item of every line up to 40', () => {
    for (let count = 1; count <= 40; count += 1)
      for (let target = 0; target < count; target += 1) {
        const list = items(count);
        const proof = proofOf(list, target);
        expect(proof).toMatchObject({ index: target, count });
        expect(isIncluded(list[target] as Buffer, proof, treeOf(list).root())).toBe(true);
      }
  });
  test('of what is not in the line there is none', () => {
    expect(treeOf(items(5)).proof()).toBeUndefined();
  });
  test('is as long as the tree is high', () => {
    expect(proofOf(items(1), 0).path).toHaveLength(0);
    expect(proofOf(items(64), 63).path).toHaveLength(6);
  });
  test('does not hold for another item, another place, another root or an altered path', () => {
    const shape = fc
      .integer({ min: 2, max: 60 })
      .chain((count) => fc.tuple(fc.constant(count), fc.nat(count - 1)));
    fc.assert(
      fc.property(shape, fc.nat(), ([count, target], pick) => {
        const list = items(count);
        const item = list[target] as Buffer;
        const root = treeOf(list).root();
        const proof = proofOf(list, target);
        const { path } = proof;
        const altered = path.map((step, index) =>
          index === pick % path.length ? encodeBase64Url(sha(Buffer.from(step))) : step,
        );
        expect(isIncluded(list[(target + 1) % count] as Buffer, proof, root)).toBe(false);
        expect(isIncluded(item, { ...proof, index: (target + 1) % count }, root)).toBe(false);
        expect(isIncluded(item, { ...proof, path: altered }, root)).toBe(false);
        expect(isIncluded(item, { ...proof, path: path.slice(1) }, root)).toBe(false);
        expect(isIncluded(item, { ...proof, path: [...path, ...path.slice(0, 1)] }, root)).toBe(false);
        expect(isIncluded(item, proof, treeOf(items(count + 1)).root())).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
  test.each([
    ['an index below zero', { index: -1 }],
    ['an index beyond the line', { index: 4 }],
    ['an index between two', { index: 0.5 }],
    ['an empty line', { count: 0 }],
    ['a step that is no hash', { path: ['AAAA', 'AAAA'] }],
    ['a step that is no base64url', { path: ['=', '='] }],
    ['a path without end', { path: Array(100).fill(encodeBase64Url(sha())) }],
  ])('with %s is refused', (_what, changed) => {
    const list = items(4);
    expect(isIncluded(list[0] as Buffer, { ...proofOf(list, 0), ...changed }, treeOf(list).root())).toBe(
      false,
    );
  });
});
