/**
 * Merkle tree over the items of a clearing line, as RFC 6962 section 2.1 makes it: SHA-256, 00 before a leaf, 01 before a
 * node, so that neither can pass for the other. Items come one after the other; what is kept of them is one hash per
 * level, so a line of any length needs next to no memory.
 */
import { createHash } from 'node:crypto';
import { decodeBase64Url, encodeBase64Url } from '@ecomm/protocol';

export interface InclusionProof {
  /** Of the item among those of its line, from 0. */
  readonly index: number;
  readonly count: number;
  /** From the leaf upwards: base64url, 32 bytes each. */
  readonly path: readonly string[];
}

interface Subtree {
  readonly hash: Uint8Array;
  readonly height: number;
  readonly hasTarget: boolean;
}

export class MerkleTree {
  /** Complete subtrees, the highest first. */
  readonly #subtrees: Subtree[] = [];
  readonly #path: string[] = [];
  #targetIndex: number | undefined;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** `isTarget`: the item of which the proof is wanted; one at most. */
  add(item: Uint8Array, isTarget = false): void {
    if (isTarget) this.#targetIndex = this.#count;
    this.#count += 1;
    let subtree: Subtree = { hash: leafHash(item), height: 0, hasTarget: isTarget };
    for (let left = this.#subtrees.at(-1); left?.height === subtree.height; left = this.#subtrees.at(-1)) {
      this.#subtrees.pop();
      subtree = join(left, subtree, this.#path);
    }
    this.#subtrees.push(subtree);
  }

  /** Base64url. Of no items, SHA-256 of nothing. */
  root(): string {
    return encodeBase64Url(this.#fold([])?.hash ?? sha256());
  }

  /** Undefined when the target was not among the items. */
  proof(): InclusionProof | undefined {
    if (this.#targetIndex === undefined) return undefined;
    const path = [...this.#path];
    this.#fold(path);
    return { index: this.#targetIndex, count: this.#count, path };
  }

  #fold(path: string[]): Subtree | undefined {
    return this.#subtrees.reduceRight<Subtree | undefined>(
      (right, left) => (right === undefined ? left : join(left, right, path)),
      undefined,
    );
  }
}

/** Whether the item stands in the line that has this root (RFC 9162 section 2.1.3.2). False for any malformed proof. */
export function isIncluded(item: Uint8Array, { index, count, path }: InclusionProof, root: string): boolean {
  const isPlace = Number.isSafeInteger(index) && Number.isSafeInteger(count) && index >= 0 && index < count;
  if (!isPlace || path.length > maxPathLength) return false;
  let [place, last, hash] = [index, count - 1, leafHash(item)];
  for (const step of path) {
    const sibling = hashOf(step);
    if (sibling === undefined || last === 0) return false;
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(sibling, hash);
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else hash = nodeHash(hash, sibling);
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 && encodeBase64Url(hash) === root;
}

/** Of 2^53 items. */
const maxPathLength = 53;
const hashBytes = 32;
const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

function join(left: Subtree, right: Subtree, path: string[]): Subtree {
  if (left.hasTarget) path.push(encodeBase64Url(right.hash));
  if (right.hasTarget) path.push(encodeBase64Url(left.hash));
  return {
    hash: nodeHash(left.hash, right.hash),
    height: Math.max(left.height, right.height) + 1,
    hasTarget: left.hasTarget || right.hasTarget,
  };
}

function leafHash(item: Uint8Array): Uint8Array {
  return sha256(leafPrefix, item);
}

function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(nodePrefix, left, right);
}

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function hashOf(text: string): Uint8Array | undefined {
  try {
    const bytes = decodeBase64Url(text);
    return bytes.length === hashBytes ? bytes : undefined;
  } catch {
    return undefined;
  }
}
