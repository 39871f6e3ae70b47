import { forgetfulMongo } from './forgetful-mongo.part.js';
import { kafka } from './kafka.part.js';
import { logServer } from './log-server.part.js';
import { mongo } from './mongo.part.js';
import type { Part, PartName } from './part.js';
import { s3 } from './s3.part.js';
import { toxiproxy } from './toxiproxy.part.js';

/** In the order in which `npm run dev:up` starts them. */
export const parts: Readonly<Record<Exclude<PartName, 'forgetful-mongo'>, Part>> = { toxiproxy, s3, mongo, 'log-server': logServer, kafka };

/** Every part that a spec can ask for, also those that are of no use but to be treated badly. */
export const specParts: Readonly<Record<PartName, Part>> = { ...parts, 'forgetful-mongo': forgetfulMongo };
