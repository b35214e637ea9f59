/** `?` milliseconds from now. */
export const inMs = `now() + ?::float8 * interval '1 millisecond'`;

/** An instant as epoch ms, or an interval in ms: whole ones, as a number of JavaScript. */
export const msOf = (time: string): string => `floor(extract(epoch from ${time}) * 1000)::float8`;
