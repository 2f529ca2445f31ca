import { formatDuration } from '../../wait/duration.ts';
import type { StepPlace } from '../entry.ts';
import { cut, row, width } from '../fit.ts';
import { formatCost, type Style } from '../format.ts';
import { restOf, type Task } from './startup.ts';
import type { Running, View } from './view.ts';

/** Cells of a bar; a narrow screen has a short one. */
const BAR = { short: 12, long: 30, wide: 100 } as const;
/** The cells before a wait. */
const INDENT = 4;
/** Lines wider than this are hard to read. */
const READABLE = 160;

/** The lines of the live region, each at most `columns` wide: what runs, and what it waits for. */
export function region(view: View, now: number, columns: number, style: Style): readonly string[] {
  const running = [...view.running.values()];
  const one = running.length === 1 ? running[0] : undefined;
  const lines = one ? alone(one, view, now, columns, style) : several(running, view, now, columns, style);
  return lines.map((line) => cut(line, Math.min(columns, READABLE)));
}

function alone(step: Running, view: View, now: number, columns: number, s: Style): readonly string[] {
  const { id, title, place, wait, why } = step;
  const number = place ? ` ${place.number}/${place.of}` : '';
  const times = [elapsed(step, now), cost(view, now)].filter((text) => text !== '').join(' · ');
  return [
    ...(title ? [s.dim('─'.repeat(Math.min(columns, READABLE))), `${s.bold(`${id}${number}`)}  ${title}`] : []),
    ...(title ? [`  ${times}`] : []),
    ...(wait ? [`  ${s.accent('…')} ${waiting(wait, now, Math.min(columns, READABLE) - INDENT)}`] : []),
    ...(wait && why ? [`    why: ${why}`] : []),
    ...tasks(step, now, columns, s),
    ...(step.folded.last ? [s.dim(row(`  │ ${step.folded.last}`, columns))] : []),
  ];
}

/** A line for each running step. */
function several(running: readonly Running[], view: View, now: number, columns: number, s: Style): readonly string[] {
  if (running.length === 0) return [];
  const whole = running.find(({ place }) => place)?.place;
  const head = [
    whole && `${view.ended} of ${whole.of} steps done`,
    `${running.filter(({ id }) => id !== '').length} running`,
    cost(view, now),
  ];
  const names = Math.max(...running.map(({ id }) => width(id)));
  const times = Math.max(...running.map((step) => width(elapsed(step, now))));
  const lines = running.map((step) => {
    const task = step.folded.startup.tasks.find(({ ended }) => ended === undefined);
    const does = task ? counted(task, now) : step.wait ? `${step.wait.what}: ${step.wait.progress}` : step.title;
    return `  ${step.id.padEnd(names)}  ${elapsed(step, now).padEnd(times)}  ${s.dim(does)}`;
  });
  return [s.dim('─'.repeat(Math.min(columns, READABLE))), s.bold(head.filter(Boolean).join(' · ')), ...lines];
}

/** The times are never cut. */
function waiting(
  { what, progress, since, timeout }: NonNullable<Running['wait']>,
  now: number,
  columns: number,
): string {
  const times = ` (${formatDuration(now - since)} of up to ${formatDuration(timeout)})`;
  return cut(`waiting until ${what}: ${progress}`, columns - width(times)) + times;
}

function elapsed({ since, place }: Running, now: number): string {
  const time = formatDuration(now - since);
  return place?.expected ? `${time} of ${expected(place.expected)}` : time;
}

function expected({ low, high }: NonNullable<StepPlace['expected']>): string {
  const [from, to] = [formatDuration(low), formatDuration(high)];
  return from === to ? `about ${to}` : `${from.replace(/m$/, '')}–${to} expected`;
}

function cost({ cost: given }: View, now: number): string {
  if (!given || given.spent + given.perHour === 0) return '';
  const { spent, perHour, at } = given;
  return formatCost({ ...given, spent: spent + (perHour * (now - at)) / 3_600_000 });
}

function tasks({ folded }: Running, now: number, columns: number, s: Style): readonly string[] {
  const cells = columns >= BAR.wide ? BAR.long : BAR.short;
  return folded.startup.tasks.map((task) => {
    const full = Math.round((cells * task.done) / task.of);
    const bar = s.good('█'.repeat(full)) + s.dim('░'.repeat(cells - full));
    return `    ${task.name.padEnd(7)} ${bar} ${counted(task, now)}`;
  });
}

function counted(task: Task, now: number): string {
  const { done, of, unit, ended, from } = task;
  if (ended !== undefined) return `${done}/${of} ${unit} in ${formatDuration(ended - from.at)}`;
  const rest = restOf(task, now);
  return `${done}/${of} ${unit}${rest === undefined ? '' : `, about ${formatDuration(rest)} left`}`;
}
