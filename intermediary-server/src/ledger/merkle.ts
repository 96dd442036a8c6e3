/**
 * Merkle tree over the items of a clearing line, as RFC 6962 section 2.1 makes it: SHA-256, 00 before a leaf, 01 before a
 * node, so that neither can pass for the other. Items come one after the other; what is kept of them is one hash per
 * level, so a line of any length needs next to no memory.
 */
import { hash as digest } from 'node:crypto';
import { decodeBase64Url } from '@ecomm/protocol';

export interface InclusionProof {
  /** Of the item among those of its line, from 0. */
  readonly index: number;
  readonly count: number;
  /** From the leaf upwards: base64url, 32 bytes each. */
  readonly path: readonly string[];
}

/** 32 bytes as a string of as many characters: a tenth of what a buffer of its own takes, and a close keeps many. */
export type MerkleHash = string;

interface Subtree {
  readonly hash: MerkleHash;
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
    this.addLeaf(leafHash(item), isTarget);
  }

  /** The same, of an item whose hash is known. */
  addLeaf(leaf: MerkleHash, isTarget = false): void {
    if (isTarget) this.#targetIndex = this.#count;
    this.#count += 1;
    let subtree: Subtree = { hash: leaf, height: 0, hasTarget: isTarget };
    for (let left = this.#subtrees.at(-1); left?.height === subtree.height; left = this.#subtrees.at(-1)) {
      this.#subtrees.pop();
      subtree = join(left, subtree, this.#path);
    }
    this.#subtrees.push(subtree);
  }

  /** Base64url. Of no items, SHA-256 of nothing. */
  root(): string {
    return textOf(this.#fold([])?.hash ?? sha256(new Uint8Array()));
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
  let [place, last, hash]: [number, number, MerkleHash] = [index, count - 1, leafHash(item)];
  for (const step of path) {
    const sibling = hashOf(step);
    if (sibling === undefined || last === 0) return false;
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(sibling, hash);
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else hash = nodeHash(hash, sibling);
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 && textOf(hash) === root;
}

/** Of 2^53 items. */
const maxPathLength = 53;
const hashBytes = 32;
/** 01, left, right. */
const nodeBytes = Buffer.alloc(1 + 2 * hashBytes, 1);

function join(left: Subtree, right: Subtree, path: string[]): Subtree {
  if (left.hasTarget) path.push(textOf(right.hash));
  if (right.hasTarget) path.push(textOf(left.hash));
  return {
    hash: nodeHash(left.hash, right.hash),
    height: Math.max(left.height, right.height) + 1,
    hasTarget: left.hasTarget || right.hasTarget,
  };
}

/** The hash of an item, for a tree or for several. */
export function leafHash(item: Uint8Array): MerkleHash {
  const bytes = new Uint8Array(1 + item.length);
  bytes.set(item, 1);
  return sha256(bytes);
}

function nodeHash(left: MerkleHash, right: MerkleHash): MerkleHash {
  nodeBytes.write(left, 1, 'latin1');
  nodeBytes.write(right, 1 + hashBytes, 'latin1');
  return sha256(nodeBytes);
}

/** In one call: a close makes some millions of them. */
function sha256(bytes: Uint8Array): MerkleHash {
  return digest('sha256', bytes, 'binary');
}

function textOf(hash: MerkleHash): string {
  return Buffer.from(hash, 'latin1').toString('base64url');
}

function hashOf(text: string): MerkleHash | undefined {
  try {
    const bytes = decodeBase64Url(text);
    return bytes.length === hashBytes ? Buffer.from(bytes).toString('latin1') : undefined;
  } catch {
    return undefined;
  }
}
