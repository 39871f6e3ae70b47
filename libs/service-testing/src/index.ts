export { EmbeddedPorts } from './embedded-ports.module.js';
export { EmbeddedService, type Answer, type Ask, type EmbeddedServiceOptions } from './embedded-service.js';
export { foreignPublishing, tell } from './foreign-facts.js';
