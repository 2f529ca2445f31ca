import { expect, test } from 'vitest';
import { answer } from '../../../../sandbox/kubernetes/api/api.ts';
import { TYPES } from '../../../../sandbox/kubernetes/resources/types.ts';
import { StatusError } from '../../../../sandbox/kubernetes/store/status-error.ts';
import { startApi } from './fixture.ts';
import { Generator } from './nearly-right.ts';

const REQUESTS = 5_000;

test(`${REQUESTS} malformed requests get a response or an error and do no harm`, async () => {
  const api = await startApi();
  const generator = new Generator(7);
  const codes = new Map<number, number>();
  for (let n = 0; n < REQUESTS; n++) {
    const request = generator.request();
    const code = await answer(api.context, request).then(
      (reply) => {
        reply.stream?.(
          () => {},
          () => {},
          AbortSignal.abort(),
        );
        return reply.status ?? 200;
      },
      (error: unknown) => {
        const { method, path, query, headers, body } = request;
        const what = `${method} ${path}?${query} ${headers['content-type']} ${body.toString().slice(0, 3000)}`;
        if (!(error instanceof StatusError))
          throw new Error(`${what}\n${error instanceof Error ? error.stack : error}`);
        return error.code;
      },
    );
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  expect([...codes.keys()].filter((code) => code >= 500 && code !== 504)).toEqual([]);
  for (const expected of [200, 201, 400, 404, 405, 415, 422]) expect(codes.get(expected)).toBeGreaterThan(0);
  expect(({} as Record<string, unknown>).x).toBeUndefined();
  for (const { name, namespaced } of TYPES.filter(({ stored }) => stored)) {
    for (const { metadata } of api.store.list(name)) {
      expect(metadata.name).toMatch(/^[^/]+$/);
      expect(metadata.namespace === undefined).toBe(!namespaced);
    }
  }
  const table = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
  for (const { group, version, name } of TYPES.filter(({ verbs }) => verbs.includes('list'))) {
    const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    const { status, text } = await api.request(`${root}/${name}`, { headers: table });
    expect({ name, status, text: status === 200 ? '' : text }).toEqual({ name, status: 200, text: '' });
  }
  await api.stop();
});
