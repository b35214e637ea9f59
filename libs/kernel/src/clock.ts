/** Time as an argument. `now` is epoch milliseconds. */
export type Clock = { now(): number };
