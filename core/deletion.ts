/**
 * The hash of the version of an entity that says that it was deleted: what is to be sent of it is nothing. No digest looks
 * like this.
 */
export const deletionHash = 'deleted';
