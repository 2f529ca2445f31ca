import type { IncomingMessage, ServerResponse } from 'node:http';
import { asRunbookError } from '../../../lib/runner/outcome.ts';
import { wallClock } from '../../../lib/target/clock.ts';
import type { Language } from '../../text.ts';
import { sendFile } from '../files.ts';
import { answer, languageOf, orderIn, send, sendJson } from '../http.ts';
import { openStream, type Reader } from '../stream.ts';
import { contextIn } from '../view/context.ts';
import type { ClassState, Order } from './class-state.ts';
import { learnerOf, orderOf } from './orders.ts';
import { classFrame, classPicture, type NameOf } from './view.ts';

export interface InstructorOptions {
  state(): ClassState | Promise<ClassState>;
  /** Call the listener after each change. @returns the end of it. The page also looks again every two seconds. */
  subscribe?(listener: () => void): () => void;
  broadcast(order: Order): unknown;
  reset(name: string): unknown;
  /** Names of faults, to choose from. */
  readonly faults?: readonly string[];
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

export function createInstructorPage(options: InstructorOptions): InstructorPage {
  const { language, faults = [] } = options;
  const readers = new Set<Reader>();

  const stream = (request: IncomingMessage, response: ServerResponse): void => {
    const context = contextIn(languageOf(request, language));
    let sent: Readonly<Record<string, string>> = {};
    let due: NodeJS.Timeout | undefined;
    const draw = async (): Promise<void> => {
      due = undefined;
      const nameOf = context.language === 'en' ? undefined : await translated();
      const now = classPicture(await options.state(), wallClock.now(), context, nameOf);
      const news = Object.fromEntries(Object.entries(now).filter(([name, part]) => sent[name] !== part));
      if (Object.keys(news).length > 0 && reader.send('world', JSON.stringify(news))) sent = now;
    };
    const soon = (): void => {
      due ??= setTimeout(() => void draw().catch(asRunbookError), SOONEST);
    };
    const beat = setInterval(soon, BEAT);
    const unsubscribe = options.subscribe?.(soon);
    const reader = openStream(request, response, () => {
      readers.delete(reader);
      clearInterval(beat);
      clearTimeout(due);
      unsubscribe?.();
    });
    readers.add(reader);
    void draw().catch(asRunbookError);
  };

  const routes = {
    'GET ': (request: IncomingMessage, response: ServerResponse) => {
      const context = contextIn(languageOf(request, language));
      send(response, 200, 'text/html; charset=utf-8', classFrame(faults, context));
    },
    'GET api/class': async (_: IncomingMessage, response: ServerResponse) => sendJson(response, await options.state()),
    'GET api/events': stream,
    'POST api/broadcast': async (request: IncomingMessage, response: ServerResponse) => {
      const order = orderOf(await orderIn(request));
      sendJson(response, (await options.broadcast(order)) ?? {});
    },
    'POST api/reset': async (request: IncomingMessage, response: ServerResponse) => {
      const name = learnerOf(await orderIn(request));
      sendJson(response, (await options.reset(name)) ?? {});
    },
  };

  return {
    handle: (request, response) => answer(routes, sendFile, request, response),
    async close() {
      for (const reader of readers) reader.end();
    },
  };
}
