import { variables } from '../../lib/config/index.ts';
import type { Question } from './question.ts';

/** Who may reach the model server. EXPOSE=public stays a decision of its own: see docs/variables.md. */
const CHOICES = [
  { value: 'cidr', label: 'my address or network (a load balancer that admits only this range)' },
  { value: 'internal', label: 'the VPC (an internal load balancer)' },
  { value: 'port-forward', label: 'only this machine (kubectl port-forward; reaches one replica)' },
] as const;

export const exposure: readonly Question[] = [
  {
    variable: 'EXPOSE',
    flag: 'expose',
    placeholder: 'WHO',
    help: `who can reach the model server: ${CHOICES.map(({ value }) => value).join(', ')}`,
    message: () => 'Who may reach the model server?',
    assumed: true,
    offer: async () => ({ choices: CHOICES, first: CHOICES[0].value }),
  },
  {
    variable: 'EXPOSE_CIDR',
    flag: 'expose-cidr',
    placeholder: 'RANGE',
    help: 'with --expose cidr (the default): the address range, such as 203.0.113.7/32',
    message: () => 'Which address range?',
    applies: ({ EXPOSE }) => EXPOSE === 'cidr',
    offer: async (_, cloud) => {
      const address = await cloud.address();
      return { choices: [], first: address && `${address}/32`, other: readRange };
    },
  },
];

function readRange(text: string) {
  const { rule } = variables.EXPOSE_CIDR;
  const value = rule.parse(text) ?? rule.suggest?.(text);
  return value === undefined ? { why: `expected ${rule.expected}` } : { value };
}
