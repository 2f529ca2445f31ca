import type { IncomingMessage, ServerResponse } from 'node:http';
import { asRunbookError } from '../../lib/runner/outcome.ts';
import { openStream, type Reader } from './stream.ts';
import type { Picture } from './view/picture.ts';

/** What a browser is kept like. */
export interface Drawing {
  /** All open streams of a page. */
  readonly readers: Set<Reader>;
  picture(): Promise<Picture>;
  /** Calls back when something may have changed. @returns the end of it */
  watch(changed: () => void): () => void;
}

/** Answers with a stream of the parts of a picture that have changed. */
export function keepDrawn(
  request: IncomingMessage,
  response: ServerResponse,
  { readers, picture, watch }: Drawing,
): void {
  let sent: Picture = {};
  let drawing = false;
  const draw = async (): Promise<void> => {
    if (drawing) return;
    drawing = true;
    try {
      const now = await picture();
      const news = Object.fromEntries(Object.entries(now).filter(([name, part]) => sent[name] !== part));
      if (Object.keys(news).length > 0 && reader.send('world', JSON.stringify(news))) sent = now;
    } finally {
      drawing = false;
    }
  };
  const changed = (): void => void draw().catch(asRunbookError);
  const reader = openStream(request, response, () => {
    readers.delete(reader);
    leave();
  });
  readers.add(reader);
  const leave = watch(changed);
  changed();
}
