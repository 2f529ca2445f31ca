import { quoted } from '../../lib/command/command.ts';
import type { Config } from '../../lib/config/index.ts';
import type { Summary } from '../../lib/log/entry.ts';
import type { Ended } from '../../lib/runner/summary.ts';
import { SERVER_PORT, SERVICE } from '../tutorial/names.ts';
import type { Existing } from './existing.ts';

/** What to type after a run. */
export function next(config: Config, { fast }: Ended, { isEmpty, address }: Existing): Summary['next'] {
  const again = `npm start -- ${fast ? '--fast ' : ''}--keep`;
  if (isEmpty && config.TARGET === 'sandbox')
    return [
      { what: 'To run it again and look around', commands: [again] },
      {
        what: 'To see what a run on Google Cloud creates, takes and costs',
        commands: ['npm run configure', 'npm run plan'],
      },
    ];
  if (isEmpty) return [{ what: 'To run it again and keep everything', commands: [again] }];
  const sandbox = config.TARGET === 'sandbox' ? ['npm run sandbox -- stop'] : [];
  return [
    ...(isServed(config, address) ? [{ what: `To ask ${config.MODEL}`, commands: asking(config, address) }] : []),
    {
      what: 'To look around',
      commands: [
        'npm run status',
        `eval "$(npm run -s env)" && kubectl get pods -n ${config.NAMESPACE}`,
        'npm run notebooks',
      ],
    },
    {
      what: 'To remove the TPU nodes and keep the rest, and to serve again',
      commands: ['npm run park', 'npm run resume'],
    },
    { what: 'To delete everything', commands: ['npx tsx runbook/99-cleanup.ts', ...sandbox] },
  ];
}

const isServed = ({ EXPOSE }: Config, address: string | undefined): boolean =>
  address !== undefined || EXPOSE === 'port-forward';

function asking({ EXPOSE, MODEL, NAMESPACE, VLLM_API_KEY }: Config, address: string | undefined): readonly string[] {
  const forward = `kubectl port-forward service/${SERVICE} ${SERVER_PORT} -n ${NAMESPACE} &`;
  const body = JSON.stringify({ model: MODEL, prompt: 'San Francisco is a', max_tokens: 7 });
  const key = VLLM_API_KEY ? ' -H "Authorization: Bearer $VLLM_API_KEY"' : '';
  const url = `http://${address ?? `127.0.0.1:${SERVER_PORT}`}/v1/completions`;
  const ask = `curl ${url} -H 'Content-Type: application/json'${key} -d ${quoted(body)}`;
  return EXPOSE === 'port-forward' ? ['eval "$(npm run -s env)"', forward, ask] : [ask];
}
