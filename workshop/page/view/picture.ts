import { asRunbookError } from '../../../lib/runner/outcome.ts';
import { type Html, html } from '../html.ts';
import type { Charts } from '../read/figures.ts';
import type { World } from '../world/world.ts';
import { charts } from './charts.ts';
import type { Context } from './context.ts';
import { decision } from './decision.ts';
import { document, section } from './document.ts';
import { type DrillState, drill } from './drill.ts';
import { events } from './events.ts';
import { figures } from './figures.ts';
import { status } from './status.ts';
import { step } from './step.ts';
import { topology } from './topology.ts';

/** A message of the instructor. */
export interface Message {
  readonly text: string;
  /** ISO 8601, wall time. */
  readonly at: string;
}

/** Everything that a page shows at a moment. */
export interface Moment {
  readonly world: World;
  readonly charts: Charts;
  readonly drills?: DrillState | undefined;
  /** Newest first. */
  readonly messages: readonly Message[];
  /** ms since the Unix epoch. */
  readonly wall: number;
}

/** Parts of the page by the name of their section; only those that differ are sent. */
export type Picture = Readonly<Record<string, string>>;

/** @param width of a chart, in pixels of its own */
export function picture(moment: Moment, width: number, context: Context): Picture {
  const { world, drills, messages, wall } = moment;
  const parts: Readonly<Record<string, () => Html | false | undefined>> = {
    status: () => status(world, context),
    messages: () => said(messages, context),
    now: () =>
      isBetweenSteps(moment)
        ? html`<p class="current quiet">${context.say('inDrill')}</p>`
        : step(world, wall, context),
    figures: () => figures(world, context),
    topology: () => topology(world, context),
    autoscaler: () => decision(world, context),
    charts: () => charts(moment.charts, width, context),
    ...(drills && { drill: () => drill(drills, context) }),
    events: () => events(world, context),
  };
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, drawn(part, context)]));
}

/** A drill has a deployment of its own: the steps of the learner's do not tell what is there. */
const isBetweenSteps = ({ drills, world }: Moment): boolean =>
  drills?.progress.current !== undefined && world.progress?.current === undefined;

/** A part that fails says so, and does not keep the others from being drawn. */
function drawn(part: () => Html | false | undefined, { say }: Context): string {
  try {
    const html = part();
    return html ? html.text : '';
  } catch (error) {
    return html`<p class="why">${say('cannotDraw')} ${asRunbookError(error).message}</p>`.text;
  }
}

/** The most messages on a page. */
export const MOST_MESSAGES = 3;

function said(messages: readonly Message[], { say }: Context): Html {
  return html`${messages
    .slice(0, MOST_MESSAGES)
    .map(
      ({ text, at }) =>
        html`<p class="banner" data-key="${at}"><strong>${say('instructorSays')}:</strong> ${text} <span class="quiet">${at.slice(11, 16)} UTC</span></p>`,
    )}`;
}

/** The whole page with nothing in it yet. */
export function frame(title: string, hasDrills: boolean, context: Context): string {
  const { say } = context;
  const empty = html``;
  const part = (name: string, heading: string): Html => section(name, heading, empty);
  const sections = html`<div id="messages" data-live="messages" role="region" aria-live="assertive" aria-label="${say('messages')}"></div>
<div class="grid">${part('now', say('now'))}${part('figures', say('figures'))}${hasDrills && part('drill', say('drill'))}
${part('topology', say('topology'))}${part('autoscaler', say('autoscaler'))}${part('charts', say('charts'))}${part('events', say('events'))}</div>`;
  return document({ title, script: 'page.js', sections }, context);
}
