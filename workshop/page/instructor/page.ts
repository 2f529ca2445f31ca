import type { IncomingMessage, ServerResponse } from 'node:http';
import { wallClock } from '../../../lib/target/clock.ts';
import type { Language } from '../../text.ts';
import { keepDrawn } from '../drawn.ts';
import { sendFile } from '../files.ts';
import { answer, languageOf, orderIn, send, sendJson } from '../http.ts';
import type { Reader } from '../stream.ts';
import { contextIn } from '../view/context.ts';
import type { ClassState, FaultKind, Order } from './class-state.ts';
import { learnerOf, orderOf } from './orders.ts';
import { classFrame, classPicture, type NameOf } from './view.ts';

export interface InstructorOptions {
  state(): ClassState | Promise<ClassState>;
  /** Call the listener after each change. @returns the end of it. The page also looks again every two seconds. */
  subscribe?(listener: () => void): () => void;
  broadcast(order: Order): unknown;
  reset(name: string): unknown;
  /** The faults to choose from. */
  readonly faults?: readonly FaultKind[];
  /** `api/moment` of a learner's live page. Rejects where there is none. */
  look?(name: string): Promise<unknown>;
  /** The language of a reader who asks for none. @default the browser's */
  readonly language?: Language;
}

/** The instructor's page; the caller keeps everybody else out, and serves it as a `Page`. */
export interface InstructorPage {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}

/** Ages go on without a change (real ms). */
const BEAT = 2_000;
/** The shortest time between two pictures (real ms). */
const SOONEST = 400;

/** The runbook is loaded for the first reader of another language: it takes 25 MiB and seconds, and the class has one hub. */
const translated = async (): Promise<NameOf> => (await import('../view/titles.ts')).titleOf;

const MIRRORED = /^\/learners\/([a-z0-9-]+)(\/.*)$/;

export function createInstructorPage(options: InstructorOptions): InstructorPage {
  const { language, faults = [], look } = options;
  const readers = new Set<Reader>();

  const stream = (request: IncomingMessage, response: ServerResponse): void => {
    const context = contextIn(languageOf(request, language));
    keepDrawn(request, response, {
      readers,
      picture: async () => {
        const nameOf = context.language === 'en' ? undefined : await translated();
        return classPicture(await options.state(), wallClock.now(), context, nameOf);
      },
      watch: (changed) => {
        let due: NodeJS.Timeout | undefined;
        const soon = (): void => {
          due ??= setTimeout(() => {
            due = undefined;
            changed();
          }, SOONEST);
        };
        const beat = setInterval(soon, BEAT);
        const unsubscribe = options.subscribe?.(soon);
        return () => {
          clearInterval(beat);
          clearTimeout(due);
          unsubscribe?.();
        };
      },
    });
  };

  const routes = {
    'GET ': (request: IncomingMessage, response: ServerResponse) => {
      const context = contextIn(languageOf(request, language));
      send(response, 200, 'text/html; charset=utf-8', classFrame(faults, context));
    },
    'GET api/class': async (_: IncomingMessage, response: ServerResponse) => sendJson(response, await options.state()),
    'GET api/events': stream,
    'POST api/broadcast': async (request: IncomingMessage, response: ServerResponse) => {
      const order = orderOf(await orderIn(request), { faults, learners: (await options.state()).learners });
      sendJson(response, (await options.broadcast(order)) ?? {});
    },
    'POST api/reset': async (request: IncomingMessage, response: ServerResponse) => {
      const name = learnerOf(await orderIn(request));
      sendJson(response, (await options.reset(name)) ?? {});
    },
  };

  /** `learners/ana/…` is the live page of ana. It loads the runbook, as a translation does. */
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, name, rest] = MIRRORED.exec(request.url ?? '/') ?? [];
    if (name === undefined || !look) return answer(routes, sendFile, request, response);
    request.url = rest!;
    const { mirror } = await import('./mirror.ts');
    await mirror({ name, look: () => look(name), readers, language }, request, response);
  }

  return {
    handle,
    async close() {
      for (const reader of readers) reader.end();
    },
  };
}
