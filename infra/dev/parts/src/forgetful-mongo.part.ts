import { join } from 'node:path';
import { javaMongo } from './java-mongo.js';

/** mongo-java-server in a file: killed, it comes back without what it has acknowledged in its last moments. */
export const forgetfulMongo = javaMongo({
  name: 'forgetful-mongo',
  ports: { main: 27119 },
  version: 'mongo-java-server-h2-1.47.0',
  pom: 'forgetful-mongo',
  program: 'ForgetfulMongo',
  args: ({ directory }) => [join(directory, 'data.mv')],
});
