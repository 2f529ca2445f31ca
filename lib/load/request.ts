/** The bytes of request `n`; `last` asks the server to close the connection after its answer. */
export type RequestBytes = (n: number, last: boolean) => Buffer;

interface RequestOptions {
  readonly url: URL;
  readonly body: object | ((n: number) => object);
  readonly stream: boolean;
  readonly apiKey: string | undefined;
}

/** Serialises a constant body once, any other body once per request. */
export function requestBytes({ url, body, stream, apiKey }: RequestOptions): RequestBytes {
  const fields = [
    `POST ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    'Content-Type: application/json',
    'Accept: */*',
    ...(apiKey === undefined ? [] : [`Authorization: Bearer ${apiKey}`]),
  ];
  const bytes = (json: object, last: boolean): Buffer => {
    const streamed = stream ? { ...json, stream: true, stream_options: { include_usage: true } } : json;
    const text = JSON.stringify(streamed);
    const head = [
      ...fields,
      `Content-Length: ${Buffer.byteLength(text)}`,
      `Connection: ${last ? 'close' : 'keep-alive'}`,
    ];
    return Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`);
  };
  if (typeof body === 'function') return (n, last) => bytes(body(n), last);
  const kept = bytes(body, false);
  const closing = bytes(body, true);
  return (_, last) => (last ? closing : kept);
}
