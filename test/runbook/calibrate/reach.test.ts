import { expect, it } from 'vitest';
import type { KubernetesObject } from '../../../lib/kubernetes/objects.ts';
import { waysTo } from '../../../runbook/calibrate/reach.ts';

const pod = (name: string, labels: Record<string, string>, ports: object[] = []): KubernetesObject =>
  ({ metadata: { name, labels }, spec: { containers: [{}, { ports }] } }) as unknown as KubernetesObject;
const service = (name: string, selector: object | undefined, ...ports: object[]): KubernetesObject =>
  ({ metadata: { name }, spec: { selector, ports } }) as unknown as KubernetesObject;

const ours = pod('ours-1', { tier: 'llm', model: 'small' }, [
  { name: 'stats', containerPort: 9400 },
  { name: 'api', containerPort: 9000 },
]);
const theirs = pod('theirs-1', { tier: 'llm', model: 'large' });
const ways = (...services: KubernetesObject[]) =>
  waysTo(9000, ours, services, [ours, theirs]).map(({ service: { metadata }, port, others }) => [
    metadata.name,
    port,
    others,
  ]);

it.each([
  ['by its number', { port: 80, targetPort: 9000 }, 80],
  ['by the name of the container port', { port: 80, targetPort: 'api' }, 80],
  ['by the same number', { port: 9000 }, 9000],
])('a port of a Service leads to the server %s', (_, port, found) => {
  expect(ways(service('one', { model: 'small' }, { port: 9400, targetPort: 'stats' }, port))).toEqual([
    ['one', found, []],
  ]);
});

it('a Service to another port, of other pods, or without a selector leads nowhere', () => {
  expect(
    ways(
      service('stats', { model: 'small' }, { port: 9400 }),
      service('theirs', { model: 'large' }, { port: 9000 }),
      service('manual', undefined, { port: 9000 }),
    ),
  ).toEqual([]);
});

it('a Service that also leads to pods of others names them', () => {
  expect(ways(service('all', { tier: 'llm' }, { port: 9000 }))).toEqual([['all', 9000, ['theirs-1']]]);
});
