import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Workstation } from '../workstation.ts';
import { autoscaler, bindAdapter, bindBucket, modelServer, openTutorial, read } from './tutorial.ts';

let station: Workstation;

const kubectl = (line: string) => station.kubectl(...line.split(' '));
const describe = () => kubectl('describe hpa vllm-hpa');
const healthy = () => station.until(/ScalingActive +True +ValidMetricFound/, describe);

beforeAll(async () => {
  station = await openTutorial();
  await bindBucket(station);
  await bindAdapter(station);
  await station.apply(read('custom-metrics-adapter.yaml'));
  const manifests = [modelServer(station), read('vllm_pod_monitor.yaml'), autoscaler()];
  await station.apply(...manifests);
  await healthy();
}, 120_000);
afterEach(async () => {
  await station.switchOff();
});
afterAll(() => station.close());

test('adapter-down: the autoscaler cannot ask, and then can', async () => {
  await station.switchOn('adapter-down');
  await station.until(/ScalingActive +False .*the server is currently unable to handle the request/, describe);
  await station.switchOff();
  await healthy();
});

test('adapter-no-role: the adapter ends at its start with what it may not do, until it may', async () => {
  const adapter = (line: string) => station.kubectl('-n', 'custom-metrics', ...line.split(' '));
  await station.switchOn('adapter-no-role');
  await adapter('delete pods --all');
  await station.until('CrashLoopBackOff', () => adapter('get pods'));
  const { stdout } = await adapter('logs deployment/custom-metrics-stackdriver-adapter --previous');
  expect(stdout).toContain('Permission monitoring.metricDescriptors.list denied');
  await station.switchOff();
  await healthy();
});

test('metric-stale: the last value stays for minutes, then there is none; new ones end that', async () => {
  await station.switchOn('metric-stale');
  const before = station.sandbox.world.clock.now();
  await station.until(/ScalingActive +False +FailedGetPodsMetric/, describe);
  expect(station.sandbox.world.clock.now() - before).toBeGreaterThan(4 * 60_000);
  await station.switchOff();
  await healthy();
});

test('metric-renamed: a server without the metric leaves the autoscaler without values', async () => {
  await station.switchOn('metric-renamed');
  await station.until(/ScalingActive +False +FailedGetPodsMetric/, describe);
  await station.switchOff();
  await healthy();
});

test('adapter-throttled: the autoscaler is told of the quota, and reads its metric again later', async () => {
  await station.switchOn('adapter-throttled');
  await station.until(
    /ScalingActive +False +FailedGetPodsMetric .*Quota exceeded for quota metric 'Time series queries'/,
    describe,
  );
  await station.switchOff();
  await healthy();
});
