import { expect, test } from 'vitest';
import { shardsIn } from '../../../lib/google/storage.ts';

const shard = (snapshot: string, number: number): string =>
  `models--a--b/snapshots/${snapshot}/model-0000${number}-of-00004.safetensors`;

test.each([
  ['nothing', [], { there: 0, total: 0 }],
  ['other files', ['models--a--b/refs/main', 'models--a--b/snapshots/c/config.json'], { there: 0, total: 0 }],
  ['some shards', [shard('c', 1), shard('c', 3)], { there: 2, total: 4 }],
  ['all shards', [1, 2, 3, 4].map((number) => shard('c', number)), { there: 4, total: 4 }],
  ['shards of two commits', [shard('c', 1), shard('c', 2), shard('d', 3), shard('d', 4)], { there: 2, total: 4 }],
])('counts the shards of %s by their names', (_, names, shards) => {
  expect(shardsIn(names)).toEqual(shards);
});
