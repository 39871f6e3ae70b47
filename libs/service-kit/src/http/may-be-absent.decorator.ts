import { ValidateIf } from 'class-validator';

/** The property may be left out; unlike with IsOptional, null is then checked like any other value. */
export const MayBeAbsent = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined);
