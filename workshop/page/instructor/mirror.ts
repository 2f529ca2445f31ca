import type { IncomingMessage, ServerResponse } from 'node:http';
import { wallClock } from '../../../lib/target/clock.ts';
import type { Language } from '../../text.ts';
import { keepDrawn } from '../drawn.ts';
import { sendFile } from '../files.ts';
import { answer, languageOf, send } from '../http.ts';
import type { Charts } from '../read/figures.ts';
import type { Reader } from '../stream.ts';
import { widthOf } from '../view/charts.ts';
import { contextIn } from '../view/context.ts';
import type { DrillState } from '../view/drill.ts';
import { frame, type Moment, picture } from '../view/picture.ts';
import { UNSEEN, type World } from '../world/world.ts';

/** A learner's page is asked this often (real ms). */
const BEAT = 2_000;

/** What a learner's page told last. It comes from a learner's machine. */
export interface MirrorOptions {
  /** The learner's name. */
  readonly name: string;
  /** `api/moment` of the learner's page. Rejects when the page does not answer. */
  look(): Promise<unknown>;
  readonly readers: Set<Reader>;
  readonly language: Language | undefined;
}

/**
 * A learner's live page for the instructor, without its buttons. It is drawn here, from data: the markup of a page that a
 * learner can change would act in the instructor's name.
 */
export function mirror(
  { name, look, readers, language }: MirrorOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const routes = {
    'GET ': (asked: IncomingMessage, to: ServerResponse) =>
      send(to, 200, 'text/html; charset=utf-8', frame(name, true, contextIn(languageOf(asked, language)))),
    'GET api/events': (asked: IncomingMessage, to: ServerResponse) => {
      const context = contextIn(languageOf(asked, language));
      const width = widthOf(Number(new URL(asked.url ?? '/', 'http://page').searchParams.get('width') ?? Number.NaN));
      keepDrawn(asked, to, {
        readers,
        picture: async () => picture(momentIn(await look().catch(problemOf)), width, context),
        watch: (changed) => {
          const beat = setInterval(changed, BEAT);
          return () => clearInterval(beat);
        },
      });
    },
  };
  return answer(routes, sendFile, request, response);
}

const problemOf = (error: Error) => ({ world: { link: { state: 'lost', problem: error.message } } });

type Fields = Readonly<Record<string, unknown>>;

/** Whatever is missing or has another shape is not drawn: the drawing of a part that fails says so. */
export function momentIn(value: unknown): Moment {
  const { world, charts, drills } = fields(value);
  const drill = fields(drills) as unknown as DrillState;
  return {
    world: { ...UNSEEN, ...(fields(world) as Partial<World>) },
    charts: chartsIn(fields(charts)),
    messages: [],
    wall: wallClock.now(),
    ...(drills !== undefined && { drills: { ...drill, readOnly: true } }),
  };
}

/** Charts are drawn without escaping their numbers: only numbers pass. */
function chartsIn(charts: Fields): Charts {
  const isPoint = (one: unknown): boolean => list(one).every((part) => part === null || typeof part === 'number');
  const isLine = (one: unknown): boolean => list(fields(one).points).every(isPoint);
  const isLimit = (one: unknown): boolean => typeof fields(one).value === 'number';
  const sound = Object.entries(charts).filter(([, chart]) => {
    const { series, thresholds } = fields(chart);
    return list(series).every(isLine) && list(thresholds).every(isLimit);
  });
  return Object.fromEntries(sound) as Charts;
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
