import { expect, it } from '@jest/globals';
import { monitoringQueries, Scrape } from '@daybook/testing';
import type { FleetProcess } from '../harness/fleet.process.js';

/** What the dashboard and the alerts ask for is what each service of a fleet answers, once something has happened in it. */
export const tellMonitoring = (fleet: FleetProcess): void => {
  it('has every series, with every label, that the dashboard and the alerts ask for', async () => {
    expect(fleet.addresses().length).toBeGreaterThan(5);
    const scrape = await Scrape.of(fleet.addresses());
    const { panels, alerts } = monitoringQueries();
    const missing = [...panels, ...alerts].flatMap((query) => scrape.unanswered(query).map((what) => `${query.where}: ${what}`));
    expect(missing).toEqual([]);
  });
};
