/** The part of a Fastify reply that a receipt needs. */
export type ReceiptReply = { status(code: number): unknown; header(name: string, value: string): unknown };

type Receipt<Body extends object> = Readonly<{
  status: number;
  location?: string;
  revision: number;
  position: number;
  body: Body;
}>;

/** Sets status, Location, ETag (the stream's revision) and the position to read one's own write at; answers the body. */
export const sendReceipt = <Body extends object>(reply: ReceiptReply, receipt: Receipt<Body>): Body => {
  const { status, location, revision, position, body } = receipt;
  reply.status(status);
  reply.header('etag', `"${revision}"`);
  reply.header('daybook-position', String(position));
  if (location !== undefined) reply.header('location', location);
  return body;
};
