import type { App } from './app.ts';
import { notImplemented, validationError } from './errors.ts';
import { type Body, isObject } from './fields.ts';
import type { Prompt } from './generation.ts';

/** The messages of a body as one prompt. @throws ServerError 400 for messages of another form, 501 for media */
export function chatPrompt({ writing }: App, body: Body): Prompt {
  const { messages } = body;
  if (messages === undefined) {
    throw validationError([{ type: 'missing', loc: ['body', 'messages'], msg: 'Field required', input: body }]);
  }
  if (!Array.isArray(messages) || !messages.every((message) => isObject(message) && typeof message.role === 'string')) {
    throw validationError([
      { type: 'list_type', loc: ['body', 'messages'], msg: 'Input should be a valid list', input: messages },
    ]);
  }
  const turns = messages.map((message) => `${message.role}\n\n${contentOf(message.content)}`);
  const text = `${turns.join('\n')}\nassistant\n\n`;
  return { text, tokens: writing.encode(text) };
}

/** Parts of vLLM's chats that are no text: vllm/entrypoints/chat_utils.py. */
const MEDIA = /^(image|audio|video|input_audio|file)/;

/** A string, or parts of which the texts count. @throws ServerError 501 for images and other media */
function contentOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map(textOf).join('\n');
}

function textOf(part: unknown): string {
  if (!isObject(part)) return '';
  if (typeof part.type === 'string' && MEDIA.test(part.type))
    throw notImplemented(`[sandbox] Not simulated: content of type ${part.type}. Use text.`);
  return typeof part.text === 'string' ? part.text : '';
}
