import { Ajv, type ErrorObject } from 'ajv';
import type { EngineCommand, EngineReport } from '@daybook/contracts';
import { MalformedEngineMessage, type MessageFault } from '../messaging.errors.js';
import { engineCommandSchemas } from './engine-command.schemas.js';
import { engineReportSchemas } from './engine-report.schemas.js';
import type { Schema } from './schema.parts.js';

const maxFaults = 20;
const ajv = new Ajv({ allErrors: true, discriminator: true, strict: true, strictRequired: false, allowUnionTypes: true });

// The discriminator picks the schema by `type`, so that faults are told of that one alone.
const parserOf = <Message>(schemas: readonly Schema[]): ((raw: unknown) => Message) => {
  const discriminator = { propertyName: 'type' };
  const validate = ajv.compile({ type: 'object', discriminator, required: ['type'], oneOf: schemas });
  return (raw) => {
    if (validate(raw)) return raw as Message;
    throw new MalformedEngineMessage((validate.errors ?? []).slice(0, maxFaults).map(faultOf));
  };
};

/** @throws MalformedEngineMessage naming every field that is wrong */
export const parseEngineReport = parserOf<EngineReport>(engineReportSchemas);

/** @throws MalformedEngineMessage naming every field that is wrong */
export const parseEngineCommand = parserOf<EngineCommand>(engineCommandSchemas);

const faultOf = ({ instancePath, keyword, params, message = 'is wrong' }: ErrorObject): MessageFault => {
  if (keyword === 'required') return { field: `${instancePath}/${String(params['missingProperty'])}`, message: 'is missing' };
  if (keyword === 'discriminator') return { field: '/type', message: 'must be a type of message that is known' };
  if (keyword === 'enum') return { field: instancePath, message: `must be one of ${(params['allowedValues'] as string[]).join(', ')}` };
  return { field: instancePath, message };
};
