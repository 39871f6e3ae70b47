import { createReadStream } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readTable } from '../table.reader.js';
import { profileTable } from './table.profiler.js';

const profileOf = async (name: string) => {
  const content = createReadStream(new URL(`../../../../examples/data/${name}.csv`, import.meta.url));
  const { rows, columns, sample } = await profileTable(await readTable(content));
  return { rows, sample, byName: Object.fromEntries(columns.map((column) => [column.name, column])) };
};
const typesOf = (byName: Readonly<Record<string, Readonly<{ type: string }>>>) => Object.fromEntries(Object.entries(byName).map(([name, { type }]) => [name, type]));

describe('the profile of an example table', () => {
  it('of bird strikes', async () => {
    const { rows, byName } = await profileOf('birdstrikes');
    expect(rows).toBe(10_000);
    expect(byName['damaged']).toMatchObject({
      type: 'binary',
      missing: 0,
      topValues: [{ value: 'false', count: 8939 }, { value: 'true', count: 1061 }],
      balance: 1061 / 8939,
    });
    expect(byName['Speed IAS in knots']).toMatchObject({ type: 'number', missing: 2836 });
    expect(byName['Flight Date']).toMatchObject({ type: 'date' });
    for (const name of ['Wildlife Size', 'Wildlife Species', 'Phase of flight', 'Airport Name', 'Time of day']) expect(byName[name]).toMatchObject({ type: 'category' });
  });

  it('of penguins, with the dot among the sexes', async () => {
    const { rows, byName } = await profileOf('penguins');
    expect(rows).toBe(344);
    expect(byName['species']).toMatchObject({
      type: 'category',
      distinct: 3,
      topValues: [{ value: 'Adelie', count: 152 }, { value: 'Gentoo', count: 124 }, { value: 'Chinstrap', count: 68 }],
    });
    expect(byName['body_mass_g']).toMatchObject({ type: 'number', missing: 2, number: { min: 2700, max: 6300, quantiles: { p25: 3550, p50: 4050, p75: 4750 } } });
    expect(byName['sex']).toMatchObject({ type: 'category', missing: 10, distinct: 3, topValues: expect.arrayContaining([{ value: '.', count: 1 }]) });
  });

  it('of weather, in which every date is there twice', async () => {
    const { rows, byName } = await profileOf('weather');
    expect(rows).toBe(2922);
    expect(byName['date']).toMatchObject({ type: 'date', distinct: 1461, date: { earliest: expect.stringMatching(/^2012.01.01/), latest: expect.stringMatching(/^2015.12.31/) } });
    expect(byName['weather']?.topValues).toEqual([
      { value: 'sun', count: 1466 },
      { value: 'rain', count: 1087 },
      { value: 'fog', count: 139 },
      { value: 'snow', count: 119 },
      { value: 'drizzle', count: 111 },
    ]);
    expect(byName['temp_max']).toMatchObject({ type: 'number', missing: 0 });
  });

  it('of support tickets, with line breaks, right-to-left names and formulas in cells', async () => {
    const { rows, byName, sample } = await profileOf('support-tickets');
    expect(rows).toBe(2000);
    expect(sample).toHaveLength(20);
    expect(typesOf(byName)).toMatchObject({ ticket_id: 'text', created_at: 'date', body: 'text', queue: 'category', urgent: 'binary', plan: 'category', channel: 'category', seats: 'number', hours_to_close: 'number' });
    expect(byName['ticket_id']).toMatchObject({ uniquePerRow: true });
    const missing = { channel: 46, plan: 43, seats: 87, account_age_days: 161, subject: 44, body: 16, hours_to_close: 91 };
    for (const [name, count] of Object.entries(missing)) expect(byName[name]).toMatchObject({ missing: count });
    expect(byName['urgent']?.topValues).toEqual([{ value: 'no', count: 1385 }, { value: 'yes', count: 615 }]);
  });
});
