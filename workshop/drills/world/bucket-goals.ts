import type { Config } from '../../../lib/config/index.ts';
import { bytesIn } from '../../../lib/google/storage.ts';
import type { Item } from '../drill.ts';

/** The same question, for a world that still has the weights: an empty project is no repair. */
export function withWeights({ GSBUCKET }: Config, ask: Item['ask']): Item['ask'] {
  return async (session) => (await bytesIn(GSBUCKET, session)) > 0 && ask(session);
}

/** The bucket still has the weights. */
export const weightsItem = (config: Config): Item => ({
  what: { en: 'The bucket has the weights', zh: '存储桶里有权重' },
  points: 0,
  met: { en: `Bucket ${config.GSBUCKET} has objects.`, zh: `存储桶 ${config.GSBUCKET} 中有对象。` },
  unmet: { en: `Bucket ${config.GSBUCKET} is gone or empty.`, zh: `存储桶 ${config.GSBUCKET} 不存在或为空。` },
  ask: withWeights(config, async () => true),
});
