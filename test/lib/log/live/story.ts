import { RunbookError } from '../../../../lib/errors/runbook-error.ts';
import type { LogEntry } from '../../../../lib/log/entry.ts';
import { fit } from '../../../../lib/log/fit.ts';
import { plain } from '../../../../lib/log/format.ts';
import { lasting, UNTOLD } from '../../../../lib/log/live/lasting.ts';
import { region } from '../../../../lib/log/live/region.ts';
import { after, NEW } from '../../../../lib/log/live/view.ts';

/** An entry, and when it comes (seconds). */
export type Line = readonly [at: number, entry: LogEntry, by?: string];

const MINUTE = 60_000;
const FROM = '/data/models--meta-llama--Llama-3.1-70B/snapshots/349b2ddb53ce8f2849a6c168a81980ab25258dac';
const ENGINE = '(EngineCore_DP0 pid=272) INFO 11-28 22:01:14';

const log = (at: number, text: string): Line => [at, { kind: 'log-line', text }];
const shard = (number: number): string =>
  `${ENGINE} [weight_utils.py:412] Loading weights from ${FROM}/model-${String(number).padStart(5, '0')}-of-00030.safetensors`;
const wait = (at: number, what: string, progress: string, elapsed: number, timeout: number): Line => [
  at,
  { kind: 'waiting', what, progress, elapsed: elapsed * 1000, timeout: timeout * MINUTE },
];

/** The model server starts: the beginning, the weights, the graphs. */
export const START: readonly Line[] = [
  [
    0,
    {
      kind: 'step',
      id: '06-model-server',
      title: 'Deploy the vLLM model server and wait until it is ready',
      place: { number: 7, of: 15, expected: { low: 25 * MINUTE, high: 40 * MINUTE } },
    },
  ],
  [0, { kind: 'cost', spent: 1.28, perHour: 21.73, simulated: true }],
  [
    1,
    {
      kind: 'command',
      line: 'kubectl apply -f .runbook/vllm-tpu-sandbox/vllm-tpu/vllm/manifests/vllm-llama3-70b.yaml -n vllm --context=gke_vllm-tpu-sandbox_us-east5_vllm-tpu',
    },
  ],
  [2, { kind: 'output', text: 'deployment.apps/vllm-tpu created\nservice/vllm-service created\n' }],
  wait(3, 'pod of app=vllm-tpu is running', 'PodInitializing', 0, 60),
];

export const WEIGHTS: readonly Line[] = [
  [220, { kind: 'met', what: 'pod of app=vllm-tpu is running', elapsed: 217_000 }],
  [220, { kind: 'command', line: 'kubectl logs -f -l app=vllm-tpu -c vllm-tpu --tail=-1 -n vllm' }],
  wait(220, 'pod of app=vllm-tpu is ready', 'running, not ready', 0, 90),
  log(230, `${ENGINE} [tpu_runner.py:389] Prepared token paddings: [16, 32, 64, 128, 256, 512]`),
  log(230, `${ENGINE} [tpu_runner.py:396] Prepared request paddings: [8, 16, 32, 64, 128]`),
  log(231, `${ENGINE} [weight_utils.py:187] Downloading weights from HF meta-llama/Llama-3.1-70B`),
  ...Array.from({ length: 12 }, (_, at) => log(900 + at * 5, shard(at + 1))),
];

export const GRAPHS: readonly Line[] = [
  ...Array.from({ length: 18 }, (_, at) => log(960 + at * 5, shard(at + 13))),
  log(1050, `${ENGINE} [kv_cache_utils.py:1316] GPU KV cache size: 306,432 tokens`),
  log(1050, `${ENGINE} [compilation_manager.py:92] Precompile all the subgraphs with possible input shapes.`),
  ...Array.from({ length: 6 }, (_, at) =>
    log(1090 + at * 40, `${ENGINE} [compilation_manager.py:118] Compilation of backbone finished in 40.00 [secs].`),
  ),
];

/** The autoscaler adds a replica. */
export const SCALE_OUT: readonly Line[] = [
  [
    0,
    {
      kind: 'step',
      id: '13-scale-out',
      title: 'Watch the autoscaler add a second replica',
      place: { number: 14, of: 15, expected: { low: 12 * MINUTE, high: 20 * MINUTE } },
    },
  ],
  [0, { kind: 'cost', spent: 14.3, perHour: 43.33, simulated: false }],
  [0, { kind: 'command', line: 'kubectl get hpa vllm-hpa --watch -n vllm' }],
  wait(0, 'deployment/vllm-tpu has 2 ready replicas', '1 of 2 ready', 0, 60),
  log(1, 'NAME       REFERENCE             TARGETS   MINPODS   MAXPODS   REPLICAS   AGE'),
  log(1, 'vllm-hpa   Deployment/vllm-tpu   384/10    1         2         1          17s'),
  log(15, 'vllm-hpa   Deployment/vllm-tpu   311/10    1         2         2          30s'),
  log(30, 'vllm-hpa   Deployment/vllm-tpu   274/10    1         2         2          45s'),
  [
    40,
    {
      kind: 'cause',
      code: 'node-starting',
      sentence: 'a node is starting: its machine exists but is not ready',
      remedy: 'Wait two to five minutes for a TPU machine. To watch the nodes: kubectl get nodes --watch',
    },
  ],
  log(180, 'vllm-hpa   Deployment/vllm-tpu   366/10    1         2         2          3m15s'),
];

/** The node of the second replica is ready. */
export const NODE_READY: readonly Line[] = [
  [
    190,
    {
      kind: 'cause-over',
      code: 'node-starting',
      sentence: 'a node is starting: its machine exists but is not ready',
    },
  ],
];

/** `--fast`: two steps at the same time. */
export const PARALLEL: readonly Line[] = [
  [
    0,
    { kind: 'step', id: '01-tpu-nodes', title: 'Create the TPU nodes', place: { number: 3, of: 18 } },
    '01-tpu-nodes',
  ],
  [
    0,
    { kind: 'step', id: '05-stage-weights', title: 'Stage the weights', place: { number: 9, of: 18 } },
    '05-stage-weights',
  ],
  [5, { kind: 'output', text: 'job.batch/stage-weights created' }, '05-stage-weights'],
  [
    60,
    {
      kind: 'waiting',
      what: 'job/stage-weights is complete',
      progress: '4 of 10',
      elapsed: 50_000,
      timeout: 90 * MINUTE,
    },
    '05-stage-weights',
  ],
];

export const ENDS: readonly Line[] = [
  [
    0,
    {
      kind: 'step',
      id: '02-credentials',
      title: 'Configure kubectl in a separate kubeconfig',
      place: { number: 3, of: 15 },
    },
  ],
  [1, { kind: 'step-done', id: '02-credentials', status: 'already', elapsed: 1000, wall: 1000 }],
  [
    2,
    {
      kind: 'summary',
      title: 'Done: 15 steps done',
      facts: [
        ['time', '1h 9m simulated, 51s real'],
        ['cost', 'nothing; on Google Cloud $30.80 (list prices, without traffic, storage and load balancers)'],
      ],
      next: [
        {
          what: 'To ask the model',
          commands: [
            `curl http://127.16.96.6:8000/v1/completions -H 'Content-Type: application/json' -d '{"model":"meta-llama/Llama-3.1-70B","prompt":"San Francisco is a","max_tokens":7}'`,
          ],
        },
      ],
    },
  ],
  [
    3,
    {
      kind: 'error',
      error: new RunbookError('WAIT_TIMEOUT', 'Gave up after 30m waiting until cluster vllm-tpu is running', {
        evidence: ['PROVISIONING'],
        remedy: 'npm run doctor',
      }),
    },
  ],
];

/** What a terminal of this width shows at the end of a story: the lines that stay, and the live region. */
export function shown(lines: readonly Line[], columns: number | undefined, now: number): string {
  let view = NEW;
  let told = UNTOLD;
  const kept: string[] = [];
  for (const [at, entry, by = ''] of lines) {
    const said = { entry, by, at: at * 1000 };
    if (entry.kind !== 'chart') {
      const manner = { style: plain, live: columns !== undefined, verbose: false };
      const next = lasting(told, view, { ...said, entry }, manner);
      told = next.told;
      kept.push(...next.blocks.map(({ text, fit: how, hanging }) => fit(text, how, columns, hanging)));
    }
    view = after(view, said);
  }
  return [...kept, ...(columns === undefined ? [] : region(view, now * 1000, columns - 1, plain)), ''].join('\n');
}
