import { hash } from '../../core/random.ts';
import type { Sequence } from './sequence.ts';

const HALF = 2 ** 26;

/** Extends the sequence's chain of block hashes to `blocks` full blocks. Each hash covers all tokens before it (52 bits). */
export function extendHashes(sequence: Sequence, blocks: number, blockSize: number): readonly number[] {
  const { hashes } = sequence;
  for (let block = hashes.length; block < blocks; block++) {
    const parent = block > 0 ? hashes[block - 1]! : hash(sequence.request.cacheSalt ?? '');
    let a = (parent % HALF) ^ 0x811c9dc5;
    let b = Math.floor(parent / HALF) ^ 0x9e3779b9;
    for (let i = block * blockSize; i < (block + 1) * blockSize; i++) {
      const token = sequence.tokenAt(i);
      a = Math.imul(a ^ token, 0x01000193);
      b = Math.imul(b ^ (token + i), 0x85ebca6b);
      b ^= b >>> 13;
    }
    hashes.push(((a >>> 0) % HALF) + ((b >>> 0) % HALF) * HALF);
  }
  return hashes;
}
