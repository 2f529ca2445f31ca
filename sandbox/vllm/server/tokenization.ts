import type { AppHandler } from './app.ts';
import { jsonBody } from './body.ts';
import { checkChatTemplate } from './chat.ts';
import { chatPrompt } from './chat-prompt.ts';
import { checkModel } from './completion-request.ts';
import { validationError } from './errors.ts';
import { fields, readFields } from './fields.ts';

const TOKENIZE = fields({ string: 'model prompt', bool: 'add_special_tokens return_token_strs' });
const DETOKENIZE = fields({ string: 'model', ints: 'tokens' });

/** POST /tokenize */
export const tokenize: AppHandler = (app, request) => {
  const body = jsonBody(request);
  const values = readFields(body, TOKENIZE);
  checkModel(app, values.get('model'));
  const chat = body.messages !== undefined && values.get('prompt') === undefined;
  if (chat) checkChatTemplate(app);
  const prompt = values.get('prompt') as string | undefined;
  if (prompt === undefined && !chat) {
    throw validationError([{ type: 'missing', loc: ['body', 'prompt'], msg: 'Field required', input: body }]);
  }
  const tokens = chat
    ? chatPrompt(app, body).tokens
    : app.writing.encode(prompt!, values.get('add_special_tokens') !== false);
  const strings =
    values.get('return_token_strs') === true ? tokens.map((id) => app.writing.vocabulary.piece(id)) : null;
  return { body: { count: tokens.length, max_model_len: app.config.maxModelLen, tokens, token_strs: strings } };
};

/** POST /detokenize */
export const detokenize: AppHandler = (app, request) => {
  const body = jsonBody(request);
  const values = readFields(body, DETOKENIZE);
  checkModel(app, values.get('model'));
  const tokens = values.get('tokens') as number[] | undefined;
  if (tokens === undefined) {
    throw validationError([{ type: 'missing', loc: ['body', 'tokens'], msg: 'Field required', input: body }]);
  }
  return { body: { prompt: app.writing.decode(tokens) } };
};
