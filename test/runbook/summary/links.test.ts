import { expect, test } from 'vitest';
import { loadConfig } from '../../../lib/config/index.ts';
import { consoleLinks } from '../../../runbook/summary/links.ts';

test('the pages of the console are those of gcloud and Backstage, with the names of the configuration', () => {
  const config = loadConfig({ environment: {}, target: 'sandbox' });
  const urls = consoleLinks(config).map(({ url }) => new URL(url));
  expect(urls.map(({ pathname }) => pathname)).toEqual([
    '/kubernetes/clusters/details/us-east5/vllm-tpu/details',
    '/kubernetes/workload_/gcloud/us-east5/vllm-tpu',
    '/kubernetes/deployment/us-east5/vllm-tpu/vllm/vllm-tpu/overview',
  ]);
  for (const { host, search } of urls)
    expect([host, search]).toEqual(['console.cloud.google.com', `?project=${config.PROJECT_ID}`]);
});
