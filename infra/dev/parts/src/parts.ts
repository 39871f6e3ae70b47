import { kafka } from './kafka.part.js';
import { logServer } from './log-server.part.js';
import { mongo } from './mongo.part.js';
import type { Part, PartName } from './part.js';
import { s3 } from './s3.part.js';
import { toxiproxy } from './toxiproxy.part.js';

/** Every part, in the order in which `npm run dev:up` starts them. */
export const parts: Readonly<Record<PartName, Part>> = { toxiproxy, s3, mongo, 'log-server': logServer, kafka };
