import type { Type } from '@nestjs/common';
import type { TransformerPackage } from '@nestjs/common/interfaces/external/transformer-package.interface.js';
import { instanceToPlain, plainToInstance, type ClassTransformOptions } from 'class-transformer';
import { asItCameIn } from './as-it-came.decorator.js';

/** class-transformer, but for what is marked to stay as it came. */
export const requestTransformer: TransformerPackage = {
  plainToInstance: <T>(type: Type<T>, plain: unknown, options?: ClassTransformOptions): T => {
    if (typeof plain !== 'object' || plain === null) return plainToInstance(type, plain, options);
    const kept = asItCameIn(type as { prototype: object }).filter((property) => Object.hasOwn(plain, property));
    if (kept.length === 0) return plainToInstance(type, plain, options);
    const given = Object.entries(plain) as readonly (readonly [string, unknown])[];
    const rest = given.filter(([property]) => !kept.includes(property));
    const own = given.filter(([property]) => kept.includes(property));
    return Object.assign(plainToInstance(type, Object.fromEntries(rest), options) as object, Object.fromEntries(own)) as T;
  },
  classToPlain: instanceToPlain,
};
