import { installChartTools } from './chart-tools.js';

await installChartTools();
