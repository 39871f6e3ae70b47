import type { Recorded } from '@daybook/event-sourcing';

/** Roughly the characters of an event's JSON, for bounding memory; cheaper than writing it. */
export const weightOf = ({ data, metadata }: Recorded): number => 200 + weigh(data) + weigh(metadata);

const weigh = (value: unknown): number => {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 8;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  let sum = 2;
  for (const [key, part] of Object.entries(value)) sum += key.length + 4 + weigh(part);
  return sum;
};
