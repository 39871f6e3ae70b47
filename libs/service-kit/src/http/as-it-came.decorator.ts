const mark = Symbol('daybook:as-it-came');

/** The properties of a class that are marked. */
export const asItCameIn = (type: { prototype: object }): readonly string[] =>
  (Reflect.getMetadata(mark, type.prototype) as readonly string[] | undefined) ?? [];

/**
 * JSON whose keys are the caller's own words: class-transformer would leave out those that every object has, such as
 * `constructor` or `toString`.
 */
export const AsItCame = (): PropertyDecorator => (target, property) =>
  Reflect.defineMetadata(mark, [...asItCameIn({ prototype: target }), String(property)], target);
