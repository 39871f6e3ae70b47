export { EmbeddedPorts } from './embedded-ports.module.js';
export { EmbeddedService } from './embedded-service.js';
export { foreignPublishing, tell } from './foreign-facts.js';
