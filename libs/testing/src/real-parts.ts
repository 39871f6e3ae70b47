import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { PartProcess } from './real-parts/part-process.js';
import type { RealPartName } from './real-parts/part-protocol.js';
import { LocalPart, RealPart } from './real-parts/real-part.js';
import { sharedPart } from './real-parts/shared-parts.js';

const startTimeoutMs = 180_000;

type Names = RealPartName | readonly RealPartName[];
type Found<Part extends RealPart> = Readonly<{ part: Part } | { missing: string }>;

/**
 * A describe block whose tests have real servers: those that `DAYBOOK_TEST_…` names, else containers, else processes of this
 * machine. Where there is none the block is skipped, loudly; in CI it fails. Await it at the top of the spec:
 * `await describeWith('mongo', 'MongoDB as a view store', (mongo) => viewStoreContract(() => connect(mongo.url)))`.
 */
export const describeWith = (names: Names, title: string, body: (...parts: RealPart[]) => void): Promise<void> =>
  describeWithFound(names, { title, body, find: (name) => found(name, sharedPart(name)) });

/** As `describeWith`, always with processes of this machine, so that tests may kill, pause and restart them. */
export const describeWithLocal = (names: Names, title: string, body: (...parts: LocalPart[]) => void): Promise<void> =>
  describeWithFound(names, { title, body, find: foundLocal });

const found = async (name: RealPartName, shared: ReturnType<typeof sharedPart>): Promise<Found<RealPart>> =>
  shared === null ? foundProcess(name, []) : { part: new RealPart(name, shared) };

const foundLocal = (name: RealPartName): Promise<Found<LocalPart>> => foundProcess(name, ['--local']);

const foundProcess = async (name: RealPartName, args: readonly string[]): Promise<Found<LocalPart>> => {
  const process = new PartProcess(name, args);
  const missing = await process.missing();
  return missing === null ? { part: new LocalPart(name, process) } : { missing: `${name}: ${missing}` };
};

type Suite<Part extends RealPart> = Readonly<{
  title: string;
  body: (...parts: Part[]) => void;
  find: (name: RealPartName) => Promise<Found<Part>>;
}>;

const describeWithFound = async <Part extends RealPart>(names: Names, { title, body, find }: Suite<Part>): Promise<void> => {
  const finds = await Promise.all([names].flat().map(find));
  const missing = finds.flatMap((one) => ('missing' in one ? [one.missing] : []));
  const parts = finds.flatMap((one) => ('part' in one ? [one.part] : []));
  if (missing.length > 0) return describeMissing(title, missing.join('; '));
  describe(title, () => {
    beforeAll(() => Promise.all(parts.map((part) => part.start())), startTimeoutMs);
    body(...parts);
    // Registered last, and so run last: what the tests have started goes before what it stands on.
    afterAll(() => Promise.all(parts.map((part) => part.end())), startTimeoutMs);
  });
};

const describeMissing = (title: string, missing: string): void => {
  if (process.env['CI'] === 'true') {
    it(title, () => Promise.reject(new Error(`a real part is missing: ${missing}`)));
    return;
  }
  process.stderr.write(`SKIPPED "${title}", for want of a real part: ${missing}\n`);
  describe.skip(title, () => it.todo(`needs a real part: ${missing}`));
};
