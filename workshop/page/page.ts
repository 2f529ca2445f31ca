import type { IncomingMessage, ServerResponse } from 'node:http';
import { wallClock } from '../../lib/target/clock.ts';
import type { Language } from '../text.ts';
import { keepDrawn } from './drawn.ts';
import type { DrillBook } from './drill-book.ts';
import { DrillDesk } from './drill-desk.ts';
import { sendFile } from './files.ts';
import { addressOf, answer, languageOf, orderIn, Refused, send, sendJson } from './http.ts';
import { Observer } from './read/observer.ts';
import type { Reader } from './stream.ts';
import { texts } from './texts.ts';
import { widthOf } from './view/charts.ts';
import { contextIn } from './view/context.ts';
import { frame, type Message, MOST_MESSAGES, type Moment, picture } from './view/picture.ts';

export interface PageOptions {
  /** The variables of the target: TARGET, SANDBOX_HOME and so on. @default process.env */
  readonly environment?: NodeJS.ProcessEnv;
  /** The folder of progress.json. @default `.runbook` in $RUNBOOK_HOME, or else in the project */
  readonly folder?: string;
  /** The language of a reader who asks for none. @default the browser's */
  readonly language?: Language;
  /** The title, such as a learner's name. */
  readonly title?: string;
  /** With it the page has a drill card. */
  readonly drills?: DrillBook;
}

/**
 * The live page of one target. The caller serves it below a path that ends with a slash, and gives it requests whose
 * `url` is relative to that path.
 * @example
 * const page = createPage({ environment: process.env });
 * createServer((request, response) => void page.handle(request, response)).listen(8080, '127.0.0.1');
 */
export interface Page {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Show a message of the instructor to all readers, and to those who come later. */
  announce(message: Message): void;
  /** End all streams, and close the target. */
  close(): Promise<void>;
}

export function createPage(options: PageOptions = {}): Page {
  const { environment = process.env, folder, language, title, drills } = options;
  const observer = new Observer({ environment, folder });
  const desk = drills && new DrillDesk(drills, () => observer.tell());
  const readers = new Set<Reader>();
  let messages: readonly Message[] = [];

  const moment = async (): Promise<Moment> => ({
    world: observer.world,
    charts: observer.charts,
    drills: await desk?.state(),
    messages,
    wall: wallClock.now(),
  });

  const stream = (request: IncomingMessage, response: ServerResponse): void => {
    const context = contextIn(languageOf(request, language));
    const width = widthOf(Number(addressOf(request).query.get('width') ?? Number.NaN));
    keepDrawn(request, response, {
      readers,
      picture: async () => picture(await moment(), width, context),
      watch: (changed) => observer.look(changed),
    });
  };

  const routes = {
    'GET ': (request: IncomingMessage, response: ServerResponse) => {
      const context = contextIn(languageOf(request, language));
      const name = title ?? texts(context.language)('title');
      send(response, 200, 'text/html; charset=utf-8', frame(name, desk !== undefined, context));
    },
    'GET api/world': async (_: IncomingMessage, response: ServerResponse) => {
      const leave = observer.look();
      try {
        sendJson(response, { ...observer.world, drill: await desk?.state(), messages });
      } finally {
        leave();
      }
    },
    // For the instructor's page: plain data, with the running drill only.
    'GET api/moment': async (_: IncomingMessage, response: ServerResponse) => {
      const leave = observer.look();
      try {
        const { drills: state, ...rest } = await moment();
        const shown = state?.drills.filter(({ id }) => id === state.progress.current?.id);
        const problem = state?.problem && { message: state.problem.message, remedy: state.problem.remedy };
        sendJson(response, { ...rest, ...(state && { drills: { ...state, drills: shown, problem } }) });
      } finally {
        leave();
      }
    },
    'GET api/events': stream,
    'POST api/drill': async (request: IncomingMessage, response: ServerResponse) => {
      if (!desk) throw new Refused(404, 'This page has no drills');
      const { action, id } = await orderIn(request);
      sendJson(response, await desk.act(action, id));
    },
  };

  return {
    handle: (request, response) => answer(routes, sendFile, request, response),
    announce(message) {
      messages = [message, ...messages].slice(0, MOST_MESSAGES);
      for (const reader of readers) reader.send('message', JSON.stringify(message));
      observer.tell();
    },
    async close() {
      for (const reader of readers) reader.end();
      await desk?.close();
      await observer.close();
    },
  };
}
