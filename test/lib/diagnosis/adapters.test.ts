import { describe, expect, it } from 'vitest';
import { diagnoseText, findings, seen } from '../../../lib/diagnosis/index.ts';

const codes = (text: string): readonly string[] => diagnoseText(text).map(({ code }) => code);

const UNKNOWN = 'the server could not find the metric queue_size for pods';

describe("a metric of another adapter than Cloud Monitoring's", () => {
  it("is prometheus-adapter's in a text that names it", () => {
    expect(codes(`${UNKNOWN}\nrelease prometheus-adapter is installed`)).toEqual(['METRIC_RULE']);
    expect(codes(UNKNOWN)).toEqual(['METRIC_UNKNOWN']);
  });

  it('is none in the evidence of this runbook', () => {
    expect(findings(seen('autoscaler', [UNKNOWN])).map(({ code }) => code)).toEqual(['METRIC_UNKNOWN']);
  });
});

describe('an API of metrics that does not answer', () => {
  it.each([
    'the server is currently unable to handle the request (get s0-prometheus.external.metrics.k8s.io)',
    'the server is currently unable to handle the request (get \ns0-prometheus.external.metrics.k8s.io)',
    'the server is currently unable to handle the request\n(get s0-prometheus.external.metrics.k8s.io)',
  ])('is served by KEDA, wherever the line is wrapped: %j', (text) => {
    expect(codes(text)).toEqual(['KEDA_DOWN']);
  });

  it('is no outage of Google Cloud', () => {
    const text = 'the server is currently unable to handle the request (get pods.custom.metrics.k8s.io)';
    expect(codes(text)).toEqual(['ADAPTER_DOWN']);
    expect(codes(`${text}\nmonitoring/prometheus-adapter`)).toEqual(['PROMETHEUS_ADAPTER_DOWN']);
  });
});
