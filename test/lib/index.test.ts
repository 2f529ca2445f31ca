import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as library from '../../lib/index.ts';
import { surface } from './surface.ts';

const path = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

it('exports exactly the promised values', () => {
  expect(Object.keys(library).sort()).toMatchInlineSnapshot(`
    [
      "RunbookError",
      "apply",
      "defineVariables",
      "deploymentReady",
      "duration",
      "exists",
      "failed",
      "gcloud",
      "kubectl",
      "kubernetes",
      "met",
      "oneOf",
      "pending",
      "perform",
      "podsReached",
      "remove",
      "renderSvg",
      "run",
      "runStep",
      "script",
      "scriptOfAll",
      "seriesChart",
      "seriesExists",
      "serviceAddress",
      "startLoad",
      "step",
      "text",
      "until",
      "waitFor",
      "withSecret",
      "withSession",
    ]
  `);
});

it('exports exactly the promised types', () => {
  const types = [...surface(path('lib/index.ts')).keys()].filter((name) => !(name in library));
  expect(types.sort()).toMatchInlineSnapshot(`
    [
      "Actions",
      "Cause",
      "Condition",
      "Config",
      "ErrorCode",
      "Runbook",
      "Session",
      "Step",
      "StepContext",
    ]
  `);
});

it('the notebooks get exactly the promised exports', () => {
  expect([...surface(path('runbook/notebook/index.ts')).keys()].sort()).toMatchInlineSnapshot(`
    [
      "autoscaler",
      "bucket",
      "calibrate",
      "charts",
      "cleanup",
      "close",
      "cluster",
      "completion",
      "configure",
      "cost",
      "credentials",
      "during",
      "elapse",
      "explain",
      "fault",
      "gcloud",
      "kubectl",
      "load",
      "mend",
      "metrics",
      "metricsAdapter",
      "modelServer",
      "plot",
      "podMonitoring",
      "preflight",
      "replicas",
      "scaleOut",
      "secret",
      "serviceAccount",
      "show",
      "steps",
      "upTo",
      "variables",
    ]
  `);
});

describe.each(['lib/index.ts', 'runbook/notebook/index.ts'])('each export of %s', (file) => {
  it('has a doc comment at its declaration', () => {
    const bare = [...surface(path(file))].filter(([, { docstring }]) => docstring === '');
    expect(bare.map(([name]) => name)).toEqual([]);
  });
});

it('the library exports at most forty names, each with an example', () => {
  const all = [...surface(path('lib/index.ts'))];
  expect(all.length).toBeLessThanOrEqual(40);
  expect(all.filter(([, { docstring }]) => !docstring.includes('@example')).map(([name]) => name)).toEqual([]);
});
