/** Type of the event that ends a stream for good. */
export const streamDeleted = '$deleted';
