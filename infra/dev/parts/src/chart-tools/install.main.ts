import { installChartTools } from './chart-tools.js';

const { helm, kubernetesValidate } = await installChartTools();
console.log(`${helm}\n${kubernetesValidate}`);
