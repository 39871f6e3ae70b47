/** A list as a text that a view can be asked of what is in it: quotes stand at the ends of an item and nowhere else. */
export const listText = (items: readonly string[]): string => JSON.stringify(items);
