import type { IncomingHttpHeaders } from 'node:http';

/** Of this connection only, or answered by this server itself; the client of the upstream refuses some of them. */
const ofOneHop = [
  'connection',
  'expect',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

export type Caller = Readonly<{ id: string; ip: string; protocol: string; host: string }>;

const withoutHop = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !ofOneHop.includes(name)));

/** A request's headers for its upstream: whoever stands before this gateway has said first who asks. */
export const requestHeaders = (headers: IncomingHttpHeaders, { id, ip, protocol, host }: Caller): IncomingHttpHeaders => {
  const before = headers['x-forwarded-for'];
  return {
    ...withoutHop(headers),
    'x-request-id': id,
    'x-forwarded-for': before === undefined ? ip : `${String(before)}, ${ip}`,
    'x-forwarded-proto': headers['x-forwarded-proto'] ?? protocol,
    'x-forwarded-host': headers['x-forwarded-host'] ?? host,
  };
};

/** An answer's headers for its caller. */
export const answerHeaders = (headers: IncomingHttpHeaders): IncomingHttpHeaders => withoutHop(headers);

/** Whether the upstream takes no more requests on this connection, as it does when it is about to end. */
export const isClosing = ({ connection }: IncomingHttpHeaders): boolean => connection?.toLowerCase() === 'close';
