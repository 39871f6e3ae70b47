import { describe, expect, it } from '@jest/globals';
import { foreignConsumer, type ForeignConsumer, type RealPart } from '@daybook/testing';
import { factsInLog, type LoggedFact } from '../../harness/log-facts.js';
import type { RunningDaybook } from '../../harness/running-daybook.js';
import { lifecycleTopics } from '../harness/redelivery.js';
import { recordsOnTopics } from '../harness/topic.reader.js';

/** What both readers print of a record. */
type Read = Readonly<{ id: string; type: string; subject: string; position: number; key: string; data: unknown }>;
type PythonLine = Readonly<{ attributes: Readonly<Record<string, string>>; data: unknown }>;

const withinMs = 240_000;
const consoleConsumer = await foreignConsumer('console');
const pythonConsumer = await foreignConsumer('python');

const readByConsole = (line: string): Read => {
  const [headers = '', key = '', value = ''] = line.split('\t');
  const told = Object.fromEntries(headers.split(',').map((header) => [header.slice(0, header.indexOf(':')), header.slice(header.indexOf(':') + 1)]));
  const { ce_specversion: version, ce_id: id = '', ce_type: type = '', ce_subject: subject = '', ce_position: position } = told;
  if (version !== '1.0') throw new Error(`no CloudEvent 1.0: ${line}`);
  return { id, type, subject, position: Number(position), key, data: JSON.parse(value) as unknown };
};

const readByPython = (line: string): Read => {
  const { attributes, data } = JSON.parse(line) as PythonLine;
  const { id = '', type = '', subject = '', position, partitionkey: key = '' } = attributes;
  return { id, type, subject, position: Number(position), key, data };
};

/** The same facts as the service tells them itself, each once and in the order of the log. */
const oncePerId = (read: readonly Read[]): readonly Read[] =>
  [...new Map(read.map((one) => [one.id, one])).values()].sort((one, other) => one.position - other.position);

const asRead = ({ id, type, subject, position, key, data }: LoggedFact): Read => ({ id, type, subject, position, key, data });

/** Programs that nobody here wrote read all lifecycle topics of a real story, and find in them what the service's own feed tells. */
export const tellForeignReaders = (fleet: RunningDaybook, kafka: RealPart, prefix: string): void => {
  const readers = [
    ["Kafka's own console consumer", consoleConsumer, readByConsole],
    ["Python with kafka-python and the CloudEvents project's package", pythonConsumer, readByPython],
  ] as const;

  const readAll = async (consumer: ForeignConsumer, parse: (line: string) => Read, topic: string): Promise<readonly Read[]> => {
    const { length } = await recordsOnTopics(kafka.url, [`${prefix}.${topic}`]);
    return length === 0 ? [] : (await consumer(kafka.url, `${prefix}.${topic}`, length)).map(parse);
  };

  for (const [who, consumer, parse] of readers) {
    (consumer === null ? describe.skip : describe)(who, () => {
      it.each(lifecycleTopics)('reads from %s what the feed tells', async (topic) => {
        const told = (await factsInLog(fleet.url)).filter((fact) => fact.topic === topic).map(asRead);
        expect(told.length).toBeGreaterThan(0);
        expect(oncePerId(await readAll(consumer as ForeignConsumer, parse, topic))).toEqual(told);
      }, withinMs);
    });
  }
};
