import type { mongo } from 'mongoose';

/** How long a check of a server may take, in ms; `awaited` where the server keeps it until it has news. */
export type HeartbeatLimits = Readonly<{ polled: number; awaited: number }>;

/**
 * Calls `hung` when the client has begun to check a server and does not end it. The driver waits for ever for a socket to
 * drain that was destroyed just before it wrote, and then never checks that server again.
 */
export const watchHeartbeats = (client: mongo.MongoClient, limits: HeartbeatLimits, hung: () => void): void => {
  const checks = new Map<string, NodeJS.Timeout>();
  const ended = (server: string): void => {
    clearTimeout(checks.get(server));
    checks.delete(server);
  };
  client.on('serverHeartbeatStarted', ({ connectionId, awaited }) => {
    ended(connectionId);
    checks.set(connectionId, setTimeout(hung, awaited ? limits.awaited : limits.polled).unref());
  });
  client.on('serverHeartbeatSucceeded', ({ connectionId }) => ended(connectionId));
  client.on('serverHeartbeatFailed', ({ connectionId }) => ended(connectionId));
  client.on('serverClosed', ({ address }) => ended(address));
};
