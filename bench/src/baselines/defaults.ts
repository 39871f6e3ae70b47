import { baselineTasks } from './baseline-tasks.js';
import { exampleOf, readTable, trainedResult } from './trained-result.js';

/**
 * What a configuration gives that names its features and nothing else, with the defaults as they are and with others in
 * their place: means of three seeded splits. Usage, after a build: npm run baselines:defaults
 */
const candidates = {
  'defaults (rate 0.001, batch 128, stop 5)': {},
  'batch 64, stop 10': { batch_size: 64, early_stop: 10 },
  'rate 0.003, batch 64, stop 10': { learning_rate: 0.003, batch_size: 64, early_stop: 10 },
  'rate 0.003, batch 32, stop 10': { learning_rate: 0.003, batch_size: 32, early_stop: 10 },
} as const;
const seeds = [1, 2, 3];

console.log(`| task | metric | ${Object.keys(candidates).join(' | ')} |\n|---|---|${'---|'.repeat(Object.keys(candidates).length)}`);
for (const task of baselineTasks) {
  const table = readTable(task);
  const { input_features, output_features } = exampleOf(task);
  const features = { input_features: input_features.map(({ name, type }) => ({ name, type })), output_features };
  const means: string[] = [];
  for (const trainer of Object.values(candidates)) {
    let sum = 0;
    for (const seed of seeds) sum += await trainedResult(task, { ...features, trainer }, table, seed);
    means.push((sum / seeds.length).toFixed(3));
  }
  console.log(`| ${task.title} | ${task.metric} | ${means.join(' | ')} |`);
}
