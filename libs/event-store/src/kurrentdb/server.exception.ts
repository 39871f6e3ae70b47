import type { ServiceError } from '@grpc/grpc-js';

type Failed = Partial<Pick<ServiceError, 'metadata'>> & Readonly<{ type?: string }>;

/** The server's own name for what went wrong, e.g. `stream-deleted`, whether the client has translated the error or not. */
export const exceptionOf = (error: unknown): string | undefined => {
  const { type, metadata } = (error ?? {}) as Failed;
  return type ?? metadata?.get('exception')[0]?.toString();
};
