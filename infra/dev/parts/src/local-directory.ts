import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A path under `.local/` of the checkout, or under `DAYBOOK_LOCAL_DIR`, which several checkouts may share. */
export const localPath = (...segments: readonly string[]): string => {
  const inCheckout = fileURLToPath(new URL('../../../../.local', import.meta.url));
  return join(resolve(process.env['DAYBOOK_LOCAL_DIR'] ?? inCheckout), ...segments);
};
