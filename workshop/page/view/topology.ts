import { type Html, html } from '../html.ts';
import type { PodView } from '../world/pods.ts';
import type { NodeView } from '../world/topology.ts';
import type { World } from '../world/world.ts';
import { age, type Context } from './context.ts';

const NODE_TEXT = { Ready: 'nodeReady', NotReady: 'nodeNotReady', SchedulingDisabled: 'nodeCordoned' } as const;

/** Nodes with their chips and pods. */
export function topology(world: World, context: Context): Html {
  const { say } = context;
  const { nodes, homeless, hiddenNodes } = world.topology;
  if (!world.cluster) {
    const { place, cluster } = world;
    const none = cluster === null && place;
    return html`<p class="quiet">${none ? say('noCluster', { name: place.cluster }) : say('reading')}</p>`;
  }
  return html`${clusterLine(world, context)}
${nodes.length === 0 && html`<p class="quiet">${say('noNodes')}</p>`}
<ul class="nodes">${nodes.map((node) => oneNode(node, world, context))}</ul>
${hiddenNodes > 0 && html`<p class="quiet">${say('hiddenNodes', { count: hiddenNodes })}</p>`}
${
  homeless.length > 0 &&
  html`<h3>${say('homeless')}</h3><ul class="pods">${homeless.map((pod) => onePod(pod, world, context))}</ul>`
}`;
}

function clusterLine({ cluster }: World, { say }: Context): Html {
  const { status, version, pools } = cluster!;
  return html`<p class="cluster"><span class="badge ${status === 'RUNNING' ? 'good' : 'busy'}">${say('cluster')}: ${status}</span>
<span class="quiet">${version}</span>
${pools
  .filter((pool) => pool.status !== 'RUNNING')
  .map((pool) => html`<span class="badge busy">${say('pool', { name: pool.name, status: pool.status })}</span>`)}</p>`;
}

function oneNode(node: NodeView, world: World, context: Context): Html {
  const { say } = context;
  const { chips, usedChips, machine, slice, spot } = node;
  const words = [machine, slice, spot && say('spot')].filter(Boolean).join(', ');
  return html`<li class="node ${chips > 0 ? 'tpu' : 'cpu'}" data-key="${node.name}">
<div class="head"><h3><span class="hidden">${say('node')} </span>${node.name}</h3>
<span class="badge ${node.mood}">${say(NODE_TEXT[node.status])}</span></div>
<p class="quiet">${words}</p>
${chips > 0 && chipRow(node, say('chips', { used: usedChips, chips }))}
${
  node.pods.length > 0
    ? html`<ul class="pods">${node.pods.map((pod) => onePod(pod, world, context))}</ul>`
    : chips > 0 && html`<p class="quiet">${say('noPods', { namespace: world.place?.namespace ?? '' })}</p>`
}</li>`;
}

/** More chips than this are only counted. */
const MOST_CHIPS = 64;

function chipRow({ chips, usedChips }: NodeView, words: string): Html {
  const shown = Math.min(chips, MOST_CHIPS);
  const squares = Array.from(
    { length: shown },
    (_, at) => html`<span class="chip${at < usedChips ? ' used' : ''}"></span>`,
  );
  return html`<p class="chips"><span class="squares" aria-hidden="true">${squares}</span> <span>${words}</span></p>`;
}

function onePod(pod: PodView, { now }: World, { say }: Context): Html {
  const { ready, containers, restarts, since } = pod;
  const facts = [
    say('containers', { ready, containers }),
    restarts > 0 && say('restarts', { count: restarts }),
    since !== undefined && now !== undefined && say('age', { age: age(now - since) }),
  ].filter(Boolean);
  return html`<li class="pod" data-key="${pod.name}"><div class="head"><span class="name"><span class="hidden">${say('onePod')} </span>${pod.name}</span>
<span class="badge ${pod.mood}">${pod.status}</span></div>
<p class="quiet">${facts.join(' · ')}</p>
${pod.why && html`<p class="why" lang="en">${pod.why}</p>`}</li>`;
}
