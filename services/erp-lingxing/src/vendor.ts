/** Name of the vendor in configuration, topics and records. */
export const vendor = 'lingxing';
