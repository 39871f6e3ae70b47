export const MAX_POINTS = 200;

/** At most `limit` items at even distances; the first and the last always stay. */
export const thin = <T>(items: readonly T[], limit = MAX_POINTS): readonly T[] => {
  if (items.length <= limit) return items;
  return Array.from(
    { length: limit },
    (_, index) => items[Math.round((index * (items.length - 1)) / (limit - 1))] as T,
  );
};
