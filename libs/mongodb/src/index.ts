export { MongoLink, type MongoLinkOptions } from './mongo-link.js';
export { MongoUnavailable } from './mongo.errors.js';
