import { javaMongo } from './java-mongo.js';

/** mongo-java-server: speaks MongoDB's protocol, forgets everything when it ends; without transactions and change streams. */
export const mongo = javaMongo({
  name: 'mongo',
  ports: { main: 27117, proxy: 27118 },
  version: 'mongo-java-server-1.47.0',
  pom: 'mongo',
  program: 'MemoryMongo',
  args: () => [],
});
