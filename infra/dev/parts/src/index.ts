export { parts } from './parts.js';
