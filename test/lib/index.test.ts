import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as library from '../../lib/index.ts';
import { surface } from './surface.ts';

const path = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

it('exports exactly what is promised', () => {
  expect(Object.keys(library).sort()).toMatchInlineSnapshot(`
    [
      "CAUSES",
      "RunbookError",
      "apiServiceAvailable",
      "apply",
      "attempt",
      "bindingExists",
      "clusterGone",
      "clusterRunning",
      "commandLine",
      "costSoFar",
      "createMetricsClient",
      "deploymentReady",
      "diagnose",
      "dryRun",
      "duration",
      "elapse",
      "exampleEnv",
      "exists",
      "failed",
      "formatDuration",
      "formatEntry",
      "formatError",
      "gcloud",
      "hpaActive",
      "interTokenLatency",
      "isDone",
      "kubectl",
      "kubernetes",
      "kvCacheUsage",
      "loadConfig",
      "loadLatency",
      "met",
      "metricNames",
      "nodePoolRunning",
      "pause",
      "pending",
      "perform",
      "podsReached",
      "remove",
      "renderManifest",
      "renderSvg",
      "renderTerminal",
      "replicas",
      "run",
      "runStep",
      "script",
      "secret",
      "seriesAbove",
      "seriesChart",
      "seriesExists",
      "serviceAddress",
      "startLoad",
      "step",
      "terminalLog",
      "timeToFirstToken",
      "together",
      "tokensPerSecond",
      "undoStep",
      "until",
      "variables",
      "waitFor",
      "waitingAndRunning",
      "wallClock",
      "watchReplicas",
      "withArgs",
      "withSecret",
      "withSession",
    ]
  `);
});

it('exports exactly the types that are promised', () => {
  const types = [...surface(path('lib/index.ts')).keys()].filter((name) => !(name in library));
  expect(types.sort()).toMatchInlineSnapshot(`
    [
      "Action",
      "Actions",
      "Cause",
      "Chart",
      "ChartSeries",
      "Clock",
      "ClusterClient",
      "Command",
      "Condition",
      "Config",
      "ConfigOptions",
      "ErrorCode",
      "Execution",
      "KubernetesObject",
      "Load",
      "LoadOptions",
      "Log",
      "LogEntry",
      "Look",
      "MetricsClient",
      "MetricsClientOptions",
      "Parameters",
      "Point",
      "PolicyOwner",
      "Quantiles",
      "Range",
      "ReplicaHistory",
      "RunOptions",
      "RunbookErrorOptions",
      "Secret",
      "Selection",
      "Series",
      "ServicePort",
      "Session",
      "Snapshot",
      "Step",
      "StepContext",
      "Summary",
      "SvgOptions",
      "Target",
      "TargetKind",
      "TerminalOptions",
      "Threshold",
      "Variable",
      "VariableName",
    ]
  `);
});

it('the notebooks are given exactly what is promised', () => {
  expect([...surface(path('runbook/notebook/index.ts')).keys()].sort()).toMatchInlineSnapshot(`
    [
      "autoscaler",
      "bucket",
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
      "upTo",
      "variables",
    ]
  `);
});

describe.each(['lib/index.ts', 'runbook/notebook/index.ts'])('each export of %s', (file) => {
  it('has a docstring where it is declared', () => {
    const bare = [...surface(path(file))].filter(([, { documented }]) => !documented);
    expect(bare.map(([name]) => name)).toEqual([]);
  });
});
